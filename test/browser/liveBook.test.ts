import { basename } from 'node:path';
import { bookFolder, makeBook, noBook } from '../support/book';
import { withBookServer } from '../support/bookServer';
import { type Cell, codeCells, joined, notebookFiles, readNotebook } from '../support/notebook';
import { describeBrowsers } from './support/browsers';
import type { BrowserPage } from './support/page';

/** `all`: every chapter, small, from its first cell to its last; takes many minutes. */
const extent = process.env.FEDERATED_TEST_LIVE;
const minutes = 60_000;

/** A page's engine may round differently: accuracies in percent may differ by this much. */
const tolerance = 0.5;

/** What stands in a page's cell after it has run. */
interface Shown {
  readonly state: string;
  readonly text: string;
  readonly charts: number;
}

const shownIn = (page: BrowserPage): Promise<Shown[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.live-cell')].map((cell) => ({
      state: cell.dataset.state ?? '',
      text: [...cell.querySelectorAll('.cell_output .output:not(:has(figure))')]
        .map((output) => output.textContent)
        .join('\n'),
      charts: cell.querySelectorAll('.cell_output figure.chart').length,
    })),
  );

/** Opens a chapter and makes it run here. */
async function openChapter(
  open: (url: string) => Promise<BrowserPage>,
  address: string,
  chapter: string,
): Promise<BrowserPage> {
  const page = await open(`${address}${basename(chapter, '.ipynb')}.html`);
  await page.click('.live-bar > button');
  await page.waitFor(() =>
    document.querySelector('[role=status]')?.textContent.startsWith('Ready'),
  );
  return page;
}

/** Waits until cells from the first to this one, counted from 0, have ended. */
function ended(page: BrowserPage, last: number, seconds: number): Promise<void> {
  return page.waitFor(
    (cell) => {
      const states = [...document.querySelectorAll<HTMLElement>('.live-cell')].map(
        ({ dataset }) => dataset.state,
      );
      return states[cell] === 'done' || states.includes('failed');
    },
    last,
    seconds,
  );
}

/** Presses a button of a cell. */
const press = (page: BrowserPage, cell: number, label: string): Promise<void> =>
  page.evaluate(
    ([i, text]) => {
      const place = document.querySelectorAll<HTMLElement>('.live-cell')[Number(i)];
      const buttons = Array.from(place.querySelectorAll('button'));
      buttons.find(({ textContent }) => textContent === text)!.click();
    },
    [cell, label],
  );

/** Replaces a cell's code and runs it; what it shows. */
async function runInstead(page: BrowserPage, cell: number, code: string): Promise<Shown> {
  await press(page, cell, 'Edit');
  const editor = '.live-cell .cm-content';
  await page.waitFor((selector) => document.querySelector(selector), editor);
  await page.fill(editor, code);
  await press(page, cell, 'Run');
  await page.waitFor(
    (i) =>
      /done|failed/.test(document.querySelectorAll<HTMLElement>('.live-cell')[i].dataset.state!),
    cell,
  );
  return (await shownIn(page))[cell];
}

const percentages = (text: string): number[] =>
  Array.from(text.matchAll(/(-?[\d.]+) %/g), ([, number]) => Number(number));

/** The words that a cell of the notebook's file shows, without those of charts. */
const stored = ({ outputs = [] }: Cell): string =>
  outputs
    .filter(({ data }) => !data || !('application/vnd.plotly.v1+json' in data))
    .map(({ data, text }) => joined((data?.['text/plain'] as string | undefined) ?? text))
    .join('\n');

if (noBook === undefined) {
  beforeAll(() => {
    makeBook();
  }, 5 * minutes);
}

const [first] = notebookFiles();

describeBrowsers(
  noBook === undefined ? 'a chapter of the book' : `a chapter of the book [skipped: ${noBook}]`,
  (open) => {
    const inBook = noBook === undefined ? test : test.skip;

    inBook(
      'runs in its page, shows what is stored, and asks no host',
      async () => {
        await withBookServer(bookFolder, async (address) => {
          const page = await openChapter(open, address, first);
          // From cell 16 on, comparisons of many runs take minutes on a busy machine.
          const last = 14;
          await press(page, last, 'Run to here');
          await ended(page, last, 240);
          const shown = await shownIn(page);
          const cells = codeCells(readNotebook(first));
          expect(shown).toHaveLength(cells.length);
          for (const [i, cell] of cells.slice(0, last + 1).entries()) {
            expect([i, shown[i].state, shown[i].text]).toEqual([
              i,
              'done',
              expect.not.stringContaining('Not so with these numbers') as string,
            ]);
            const charts = (cell.outputs ?? []).filter(
              ({ data }) => data && 'application/vnd.plotly.v1+json' in data,
            );
            expect([i, shown[i].charts]).toEqual([i, charts.length]);
            const [here, there] = [percentages(shown[i].text), percentages(stored(cell))];
            expect(here).toHaveLength(there.length);
            here.forEach((value, k) => {
              expect(Math.abs(value - there[k])).toBeLessThanOrEqual(tolerance);
            });
          }
          expect(page.said.foreignRequests).toEqual([]);
          expect(page.said.errors).toEqual([]);
        });
      },
      6 * minutes,
    );

    inBook(
      'runs edited TypeScript; errors name the line, and an endless loop is ended by force',
      async () => {
        await withBookServer(bookFolder, async (address) => {
          const page = await openChapter(open, address, first);
          const typed =
            'const x: number = 20;\nenum E { A = 1 }\nconsole.log("x is", x);\n({ sum: x + E.A })';
          expect(await runInstead(page, 0, typed)).toMatchObject({
            state: 'done',
            text: 'x is 20\n\n{ sum: 21 }',
          });
          expect(await runInstead(page, 0, 'let y: string;\n(null as any).z;')).toMatchObject({
            state: 'failed',
            text: expect.stringMatching(
              /^TypeError: .*\n +at cell \[2\], line 2, column 15: /,
            ) as string,
          });
          const loop = runInstead(page, 0, 'for (;;) {}');
          await page.waitFor(
            () => document.querySelector<HTMLElement>('.live-cell')?.dataset.state === 'running',
          );
          await page.evaluate(() => {
            document.querySelectorAll<HTMLElement>('.live-controls > button')[1].click();
          });
          await page.waitFor(() => document.body.textContent.includes('End it by force'));
          await page.evaluate(() => {
            document.querySelectorAll<HTMLElement>('.live-controls > button')[1].click();
          });
          expect((await loop).state).toBe('failed');
          await page.waitFor(() =>
            document.querySelector('[role=status]')!.textContent.startsWith('Ready'),
          );
          expect(await runInstead(page, 0, 'typeof x')).toMatchObject({ text: "'undefined'" });
        });
      },
      3 * minutes,
    );

    if (extent === 'all') {
      const chapters = notebookFiles().filter((file) => !/solutions|[/\\](?:04|10)-/.test(file));
      test.each(chapters.map((file) => [basename(file), file]))(
        '%s runs to its end, small',
        async (_name, chapter) => {
          await withBookServer(bookFolder, async (address) => {
            const page = await openChapter(open, address, chapter);
            await page.evaluate(() => {
              document.querySelector<HTMLElement>('.live-controls input')?.click();
              document.querySelector<HTMLElement>('.live-controls > button')!.click();
            });
            const cells = codeCells(readNotebook(chapter));
            await ended(page, cells.length - 1, 1700);
            const shown = await shownIn(page);
            const failed = shown.filter(({ state }) => state !== 'done');
            expect(failed).toEqual([]);
            expect(page.said.foreignRequests).toEqual([]);
          });
        },
        30 * minutes,
      );
    }
  },
  ['Chromium'],
);
