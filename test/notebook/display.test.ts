import { showClaim } from '../../src/notebook/claim';
import {
  findDisplay,
  type FrontEnd,
  frontEndKey,
  requireDisplay,
} from '../../src/notebook/display';
import { renderSvg } from '../../src/notebook/staticFigure';
import { show, showMarkdown, showTable } from '../../src/notebook/show';
import { roundCurves } from '../../src/plots/curves/curves';

interface Message {
  readonly data: object;
  readonly metadata: object;
  readonly transient: { readonly display_id: string };
}

const sent: [message: Message, update: boolean][] = [];
const kernel = {
  exports: {
    lastWriteDisplayData: (message: Message, update: boolean) => sent.push([message, update]),
  },
};

beforeEach(() => {
  sent.length = 0;
});

test.each([
  '/project/node_modules/tslab/dist/jupyter.js',
  'C:\\Users\\me\\AppData\\npm\\node_modules\\tslab\\dist\\jupyter.js',
])('the running kernel is found wherever it is installed: %s', (file) => {
  const display = findDisplay({ '/elsewhere.js': { exports: {} }, [file]: kernel })!;
  const output = display({ 'text/plain': 'first' });
  output.replace({ 'text/plain': 'second' });
  display({ 'text/plain': 'other' });
  expect(sent.map(([{ data }, update]) => [data, update])).toEqual([
    [{ 'text/plain': 'first' }, false],
    [{ 'text/plain': 'second' }, true],
    [{ 'text/plain': 'other' }, false],
  ]);
  const [first, second, third] = sent.map(([{ transient }]) => transient.display_id);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

test('outside a kernel, or before its first cell, there is no display', () => {
  expect(findDisplay({})).toBeUndefined();
  const idle = { exports: { lastWriteDisplayData: null } };
  expect(findDisplay({ '/node_modules/tslab/dist/jupyter.js': idle })).toBeUndefined();
});

test('outside a notebook, showing says what to do instead', async () => {
  expect(() => requireDisplay('call', 'do that')).toThrow(
    'call works only in a notebook cell; in a script, do that',
  );
  await expect(show(roundCurves([], { title: 'T' }))).rejects.toThrow('saveSvg(figure, file)');
  expect(() => {
    showTable([{ a: 1 }]);
  }).toThrow('renderTable(rows).text');
  expect(() => {
    showMarkdown('text');
  }).toThrow('print the text');
  expect(() => {
    showClaim('text', true);
  }).toThrow('assert the sentence or print it');
});

test('a claim is shown as it is where it holds, struck through where not, and says which', () => {
  const display = findDisplay({ '/node_modules/tslab/dist/jupyter.js': kernel })!;
  showClaim('A is larger.', true, display);
  showClaim('B is larger.', false, display);
  expect(sent.map(([{ data, metadata }]) => [data, metadata])).toEqual([
    [
      { 'text/markdown': 'A is larger.', 'text/plain': 'A is larger.' },
      { federated: { claim: true } },
    ],
    [
      {
        'text/markdown': '**Not so with these numbers:** ~~B is larger.~~',
        'text/plain': 'Not so with these numbers: B is larger.',
      },
      { federated: { claim: false } },
    ],
  ]);
});

test('a front end of its own shows outputs and draws pictures, and is asked first', async () => {
  const shown: object[] = [];
  const pages = globalThis as { [frontEndKey]?: FrontEnd };
  pages[frontEndKey] = {
    display: (bundle) => {
      shown.push(bundle);
      return { replace: (next) => shown.push(next) };
    },
    drawSvg: () => Promise.resolve('<svg style="font-family: a;"><g class="b"></g>Rounds</svg>'),
  };
  try {
    findDisplay({ '/node_modules/tslab/dist/jupyter.js': kernel })!({ a: 1 }).replace({ b: 2 });
    const figure = roundCurves([], { title: 'Rounds' });
    expect(await renderSvg(figure)).toBe('<svg style="font-family: a;">Rounds</svg>');
    expect(shown).toEqual([{ a: 1 }, { b: 2 }]);
    expect(sent).toEqual([]);
  } finally {
    pages[frontEndKey] = undefined;
  }
});
