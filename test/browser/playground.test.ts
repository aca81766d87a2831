import axe from 'axe-core';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/setup';
import { describeBrowsers } from './support/browsers';
import { type FileServer, page as html, serveFiles } from './support/fileServer';
import type { BrowserPage } from './support/page';

const programs = join(root, 'src', 'dist', 'browser');
const built = existsSync(join(programs, 'playground.js'));
const minutes = 60_000;

/** The page of the book without the theme around it; the book's own tests look at the whole. */
const place = html(
  '<main><h1>Playground</h1><div id="federated-playground"></div></main>' +
    '<script src="_static/browser/playground.js" defer></script>' +
    '<script src="_static/charts.js" defer></script>',
  '<link rel="stylesheet" href="_static/chart-colors.css">' +
    '<link rel="stylesheet" href="_static/book.css">' +
    '<link rel="stylesheet" href="_static/playground.css">',
);

let server: FileServer;

beforeAll(async () => {
  server = await serveFiles({
    '/': place,
    '/_static/': join(root, 'src', 'book', 'sphinx', 'static'),
    '/_static/plotly.js': join(root, 'node_modules', 'plotly.js-dist', 'plotly.js'),
    '/_static/browser/': programs,
  });
});

afterAll(() => server.close());

/** Chooses a value as a reader does. */
const choose = (page: BrowserPage, name: string, value: string): Promise<void> =>
  page.evaluate(
    ([id, chosen]) => {
      const input = document.getElementById(`playground-${id}`) as HTMLSelectElement;
      input.value = chosen;
      input.dispatchEvent(new Event('change'));
    },
    [name, value] as const,
  );

const press = (page: BrowserPage, text: string): Promise<void> =>
  page.evaluate((wanted) => {
    const all = [...document.querySelectorAll<HTMLButtonElement>('#federated-playground button')];
    all.find((one) => one.textContent.startsWith(wanted) && !one.disabled)!.click();
  }, text);

/** Waits until the charts are drawn, and returns the names in the first one's legend. */
async function curves(page: BrowserPage): Promise<string[]> {
  await page.waitFor(() => document.querySelectorAll('.playground-plot .xtitle').length === 4);
  return page.evaluate(() => {
    const legend = document.querySelector('.playground-plot .legend')!;
    return [...legend.querySelectorAll('.legendtext')].map((text) => text.textContent);
  });
}

const status = (page: BrowserPage): Promise<string> =>
  page.evaluate(() => document.querySelector('[role=status]')!.textContent);

const violations = async (page: BrowserPage): Promise<string[]> => {
  await page.evaluate((source) => {
    (0, eval)(source);
  }, axe.source);
  return page.evaluate(async () => {
    const { axe: checker } = window as unknown as { axe: typeof axe };
    const { violations: found } = await checker.run(document, { preload: false });
    return found
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 160)}`);
  });
};

(built ? describe : describe.skip)(
  `the playground${built ? '' : ' [skipped: src/ is not bundled; npm test does it]'}`,
  () => {
    describeBrowsers(
      'the playground',
      (open) => {
        test(
          'settings show runs of the grid; what was not run is said; kept curves stay; a link restores it all',
          async () => {
            const page = await open(server.url('/'));
            expect(await curves(page)).toEqual(['FedAvg']);
            expect(await status(page)).toMatch(
              /^3 runs of the grid, 40 rounds each: test accuracy [\d.]+ % on average/,
            );
            await press(page, 'Keep this curve');
            await choose(page, 'algorithm', 'scaffold');
            expect(await curves(page)).toEqual(['SCAFFOLD', 'FedAvg']);
            const rows = await page.evaluate(() =>
              [...document.querySelectorAll('tbody tr td:nth-child(2)')].map(
                (cell) => cell.textContent,
              ),
            );
            expect(rows).toHaveLength(6);
            for (const row of rows) expect(row).toMatch(/^partitions\/runs\/\d+-alpha_0\.1-/);
            await choose(page, 'codec', 'drive');
            const offers = await page.evaluate(
              () => document.querySelector('.playground-offers')!.textContent,
            );
            expect(offers).toContain('nobody has run it');
            await press(page, 'FedAvg');
            expect(await status(page)).toMatch(/^3 runs of the grid/);
            const link = await page.evaluate(() => location.href);
            const shown = await curves(page);
            const other = await open(link);
            expect(await curves(other)).toEqual(shown);
            expect(
              await other.evaluate(
                () => (document.getElementById('playground-codec') as HTMLSelectElement).value,
              ),
            ).toBe('drive');
            await other.goto(server.url('/#alpha=-1&mode=tab&hello=1'));
            await other.waitFor(() => document.querySelector('[role=alert]')!.textContent !== '');
            const problems = await other.evaluate(
              () => document.querySelector('[role=alert]')!.textContent,
            );
            expect(problems).toContain('Dirichlet α must be a number from 0.01 to 1000');
            expect(problems).toContain('“hello”, which is no setting of this page');
            for (const one of [page, other]) expect(one.said.errors).toEqual([]);
            expect(page.said.foreignRequests).toEqual([]);
          },
          2 * minutes,
        );

        test(
          'a run in the tab is the run of the grid; it can be canceled; wrong settings get a sentence',
          async () => {
            const page = await open(server.url('/#mode=tab&partition=writer&rounds=3'));
            await press(page, 'Run');
            await page.waitFor(
              () =>
                document.querySelector('[role=status]')!.textContent.startsWith('Run in') ||
                document.querySelector('[role=alert]')!.textContent !== '',
              undefined,
              120,
            );
            expect(await status(page)).toMatch(
              /^Run in this tab: 3 rounds in .* same settings and seed: over 3 rounds the test accuracies differ by at most 0\.[01]\d points, .*; the bytes are the same\.$/,
            );
            expect(await curves(page)).toEqual(['FedAvg', 'FedAvg, this tab, seed 1']);

            await page.fill('#playground-rounds', '500');
            await page.evaluate(() => {
              document.getElementById('playground-rounds')!.dispatchEvent(new Event('change'));
            });
            await press(page, 'Run');
            await page.waitFor(() => document.querySelector('progress')!.value > 0);
            await press(page, 'Cancel');
            expect(await status(page)).toBe('Canceled.');

            await choose(page, 'aggregator', 'multikrum');
            await press(page, 'Run');
            await page.waitFor(() => document.querySelector('[role=alert]')!.textContent !== '');
            expect(
              await page.evaluate(() => document.querySelector('[role=alert]')!.textContent),
            ).toMatch(/^Clients per round must be at least 15/);
            expect(page.said.errors).toEqual([]);
            expect(page.said.foreignRequests).toEqual([]);
          },
          3 * minutes,
        );

        test(
          'it is for everybody: narrow and dark, in both modes, without a serious violation',
          async () => {
            const page = await open(server.url('/'));
            for (const [mode, width, dark] of [
              ['grid', 1280, false],
              ['tab', 400, true],
            ] as const) {
              await page.look({ width, dark });
              await page.click(`input[value=${mode}]`);
              await curves(page);
              expect(
                await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
              ).toBeLessThanOrEqual(0);
              expect(await violations(page)).toEqual([]);
            }
          },
          2 * minutes,
        );
      },
      ['Chromium'],
    );
  },
);
