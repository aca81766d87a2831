import { headlessBrowser } from '../../../src/flower/launch/tabs/headlessBrowser';
import { headlessTab } from '../../../src/flower/launch/tabs/headlessTab';
import type { DrivenPage } from '../../../src/flower/launch/tabs/headlessTab';

/** A page that notes what is done, with a square of 200 × 200 pixels at (100, 50). */
function notedPage(texts: Readonly<Record<string, string[]>> = {}): DrivenPage & {
  readonly done: string[];
} {
  const done: string[] = [];
  const note =
    (what: string) =>
    (...given: (string | number)[]): Promise<void> => {
      done.push([what, ...given].join(' '));
      return Promise.resolve();
    };
  return {
    done,
    mouse: { move: note('move'), down: note('down'), up: note('up') },
    bringToFront: note('front'),
    goto: note('goto'),
    reload: note('reload'),
    click: note('click'),
    selectOption: note('select'),
    locator: (selector) => ({
      allInnerTexts: () => Promise.resolve(texts[selector] ?? []),
      boundingBox: () => Promise.resolve({ x: 100, y: 50, width: 200, height: 200 }),
      scrollIntoViewIfNeeded: () => Promise.resolve(),
    }),
    close: note('close'),
  };
}

test('a drawing is moved through in the middle of the square, and said to be a digit', async () => {
  const page = notedPage();
  const tab = await headlessTab(page, 'http://localhost:8780');
  // 4 wide and 2 high: 140 pixels for 4 units, so 35 a unit; the middle (2, 1) is at (200, 150).
  await tab.draw(
    [
      [
        [0, 0],
        [4, 2],
      ],
      [[2, 1]],
    ],
    9,
  );
  expect(page.done).toEqual([
    'goto http://localhost:8780',
    'front',
    ...['move 130 115', 'down', 'move 270 185', 'up'],
    ...['move 200 150', 'down', 'up'],
    'click .classes button:nth-of-type(10)',
  ]);
});

test('a hand’s way is reported in steps, with its end', async () => {
  const page = notedPage();
  const tab = await headlessTab(page, 'http://localhost:8780');
  const line = Array.from({ length: 141 }, (_, x) => [x, 0] as const);
  await tab.draw([line], 1);
  const moves = page.done.filter((what) => what.startsWith('move'));
  // Every eighth pixel of 140, the first included, and the last point.
  expect(moves).toHaveLength(18 + 1);
  expect([moves[0], moves.at(-1)]).toEqual(['move 130 150', 'move 270 150']);
});

test('what the page says is read, and its rounds', async () => {
  const rows = ['2\ttraining\t0.013\t2.22', '1\ttesting\t0.0015\t2.1'];
  const page = notedPage({ '#rounds tbody tr': rows, '[id="traffic"]': ['115 kB sent.'] });
  const tab = await headlessTab(page, 'http://localhost:8780');
  await tab.choosePart(3);
  await tab.join();
  expect(page.done.slice(1)).toEqual(['click #choice-part', 'select #part 3', 'click #join']);
  expect(await tab.says('traffic')).toBe('115 kB sent.');
  expect(await tab.says('nothing')).toBe('');
  expect(await tab.rounds()).toEqual([
    { round: 2, work: 'training', seconds: 0.013 },
    { round: 1, work: 'testing', seconds: 0.0015 },
  ]);
});

test('a browser is started where it is, and named where it is not', async () => {
  const before = process.env.CHROMIUM;
  process.env.CHROMIUM = process.execPath;
  const launched: string[] = [];
  const page = notedPage();
  const browser = await headlessBrowser({
    launch: ({ executablePath }) => {
      launched.push(executablePath);
      return Promise.resolve({
        newContext: () => Promise.resolve({ newPage: () => Promise.resolve(page) }),
        close: () => page.close(),
      });
    },
  });
  if (before === undefined) delete process.env.CHROMIUM;
  else process.env.CHROMIUM = before;
  await browser.open('http://localhost:1');
  await browser.close();
  expect(launched).toEqual([process.execPath]);
  expect(page.done).toEqual(['goto http://localhost:1', 'close']);
});
