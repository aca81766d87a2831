import { JSDOM } from 'jsdom';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiPage, roomPurpose } from '../../src/book/apiPages';
import { chartHtml } from '../../src/book/chart';
import { chartColors, colorProperty, withPageColors } from '../../src/book/chartColors';
import { withOutputsOf } from '../../src/book/notebookFile';
import { stagedNotebook } from '../../src/book/stagedNotebook';
import { tableHtml } from '../../src/book/table';
import { renderSvg } from '../../src/notebook/staticFigure';
import { learningCurve } from '../../src/plots/curves/curves';
import { describeFigure } from '../../src/plots/descriptions/describe';
import { root } from '../support/setup';

const figure = learningCurve([{ name: 'a < b', x: [1, 2], y: [0.1, 0.9] }], {
  title: 'Less & </script> "more"',
  xTitle: 'round',
  yTitle: 'accuracy',
});

async function chart(): Promise<Element> {
  const svg = await renderSvg(figure);
  const html = chartHtml({ figure, svg, text: describeFigure(figure) }, 'S3.2');
  return new JSDOM(html).window.document.querySelector('figure.chart')!;
}

describe('a chart', () => {
  test('is a picture with its description, and has a number', async () => {
    const element = await chart();
    const picture = element.querySelector('svg[role=img]')!;
    expect(picture.getAttribute('aria-label')).toBe(describeFigure(figure));
    expect(element.querySelector('figcaption')!.textContent).toBe(
      'Figure S3.2 Less & </script> "more"',
    );
    expect(element.id).toBe('figure-s3-2');
  });

  test('has its title in the caption only, and no space for it elsewhere', async () => {
    const element = await chart();
    const picture = element.querySelector('svg')!;
    expect(picture.querySelector('.gtitle')).toBeNull();
    const { width, height } = figure.layout;
    expect(picture.getAttribute('viewBox')).toBe(`0 40 ${width} ${height - 40}`);
    const data = JSON.parse(element.querySelector('script')!.textContent) as typeof figure;
    expect(data.data).toEqual(figure.data);
    expect(data.layout).toMatchObject({ width, height: height - 40, margin: { t: 0 } });
    expect(data.layout).not.toHaveProperty('title');
  });

  test('has the page’s colors', async () => {
    const { innerHTML } = await chart();
    expect(innerHTML).toContain('stroke: var(--chart-0072b2)');
    expect(innerHTML).toContain('fill: var(--chart-222222)');
    expect(innerHTML).not.toMatch(/fill: rgb\(34, 34, 34\)|fill: rgb\(255, 255, 255\)/);
  });

  test('is refused without a picture', () => {
    expect(() => chartHtml({ figure, svg: 'none', text: 'words' }, '1.1')).toThrow(
      'svg must be an SVG picture, got "none"',
    );
  });
});

test('white words on dark cells stay white', () => {
  const white = 'style="fill: rgb(255, 255, 255);"';
  expect(withPageColors(`<rect ${white}/><text ${white}>9</text>`)).toBe(
    `<rect style="fill: var(--chart-ffffff);"/><text ${white}>9</text>`,
  );
});

test('the style sheet has every color of a chart, for light and for dark pages', () => {
  const folder = join(root, 'src', 'book', 'sphinx', 'static');
  const sheet = readFileSync(join(folder, 'chart-colors.css'), 'utf8');
  for (const color of chartColors) {
    expect(sheet.split(`${colorProperty(color)}: #`)).toHaveLength(4);
    expect(sheet).toContain(`${colorProperty(color)}: ${color};`);
  }
});

test('a table has a number before its caption, and a box that scrolls', () => {
  const html = tableHtml(
    '<table>\n<caption>Scores</caption>\n<thead><tr><th align="left">a</th>',
    'A.1',
  );
  expect(html).toContain('<caption><span class="caption-number">Table A.1</span> Scores</caption>');
  expect(html).toContain('<th scope="col" align="left">');
  expect(html).toMatch(/^<div class="table-box" id="table-a-1" .*tabindex="0">/);
  expect(tableHtml('<table>\n<tbody>', '1.1')).toContain(
    '<caption><span class="caption-number">Table 1.1</span></caption>',
  );
});

const code = (source: string, outputs: object[] = []): object => ({
  cell_type: 'code',
  source,
  outputs,
  execution_count: null,
});
type Notebook = Parameters<typeof stagedNotebook>[0];
const notebook = (...cells: object[]): Notebook => ({ cells, nbformat: 4 }) as unknown as Notebook;

test('a notebook’s charts and tables are numbered in order, its text is changed, the rest stays', async () => {
  const data = {
    'application/vnd.plotly.v1+json': figure,
    'image/svg+xml': (await renderSvg(figure)).split(/(?<=\n)/),
    'text/plain': ['some ', 'words'],
  };
  const table = { 'text/html': ['<table>\n', '<tbody>'], 'text/plain': 'a' };
  const printed = { output_type: 'stream', name: 'stdout', text: ['hello\n'] };
  const staged = stagedNotebook(
    notebook(
      { cell_type: 'markdown', source: ['one ', 'two'] },
      code('show', [{ data }, printed, { data: table }, { data }]),
    ),
    { number: '7', changeText: (text) => text.toUpperCase() },
  );
  expect(staged.cells[0].source).toBe('ONE TWO');
  const [first, stream, second, third] = staged.cells[1].outputs!;
  expect(Object.keys(first.data!)).toEqual(['text/html']);
  expect(first.data!['text/html']).toContain('Figure 7.1');
  expect(first.data!['text/html']).toContain('aria-label="some words"');
  expect(stream).toEqual(printed);
  expect(second.data!['text/html']).toContain('Table 7.1');
  expect(third.data!['text/html']).toContain('Figure 7.2');
});

test('fresh outputs go into the notebook, whose text is its own', () => {
  const own = notebook({ cell_type: 'markdown', source: 'new' }, code('a'), code('b'));
  const fresh = [{ output_type: 'stream', text: '2' }];
  const executed = notebook(code('a'), { cell_type: 'markdown', source: 'old' }, code('b', fresh));
  const merged = withOutputsOf(own, executed);
  expect(merged.cells.map(({ source }) => source)).toEqual(['new', 'a', 'b']);
  expect(merged.cells[2].outputs).toEqual(fresh);
  expect(() => withOutputsOf(own, notebook(code('a')))).toThrow(
    'executed must have 2 code cells, got 1',
  );
});

test('a page of the reference has a title, a short list of contents, and links to rows of tables', () => {
  const page = 'api/federated/namespaces/plots.md';
  const purposes = new Map([[page, 'Charts.']]);
  const markdown =
    '# plots\n\n***\n\n### Figure\n\n[`x`](../../index.md#property-x-1) [F](#figure) `__namedParameters?`\n';
  expect(apiPage(markdown, page, purposes)).toBe(
    '---\ntocdepth: 3\n---\n\n# fl.plots\n\nCharts.\n\n### Figure\n\n' +
      '<a href="../../index.html#property-x-1">`x`</a> [F](#figure) `options?`\n',
  );
  const start = '# federated\n\n## Namespaces\n\n- [plots](federated/namespaces/plots.md)\n';
  const index = apiPage(start, 'api/index.md', purposes);
  expect(index).toMatch(
    /# API reference\n\n```\{toctree\}\n:hidden:\n\nfederated\/namespaces\/plots\n```\n/,
  );
  expect(index).toContain('- [fl.plots](federated/namespaces/plots.md): Charts.\n');
});

test('what a room is for is read from its index file', () => {
  expect(roomPurpose('/**\n * One thing,\n * and another.\n */\n\nexport {};')).toBe(
    'One thing, and another.',
  );
  expect(roomPurpose('export {};\n/** Not this. */')).toBe('');
});
