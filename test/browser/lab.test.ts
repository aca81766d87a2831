import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Page } from 'playwright-core';
import { type LooseNotebook, tidied } from '../support/cleanNotebook';
import { withBrowser, withJupyterLab } from '../support/jupyterLab';
import { codeCells, noKernel, notebookFiles, readNotebook } from '../support/notebook';
import { root } from '../support/setup';
import { chromiumPath } from './support/chromium';

const missing = chromiumPath ? noKernel : 'no Chromium; CHROMIUM names one';
const inLab = missing ? test.skip : test;
const name = (text: string): string => (missing ? `${text} [skipped: ${missing}]` : text);
const minutes = 60_000;

/** What a test needs of JupyterLab's notebook: cells that are out of sight have no place in the page. */
interface LabNotebook {
  readonly widgets: readonly {
    readonly node: HTMLElement;
    readonly model: {
      readonly type: string;
      readonly executionCount?: number | null;
      readonly trusted: boolean;
      toJSON(): { outputs?: { output_type: string; name?: string; data?: object }[] };
    };
  }[];
  readonly activeCellIndex: number;
  scrollToItem(index: number): Promise<void>;
}

interface LabDocument {
  readonly context: { readonly path: string; readonly model: { readonly dirty: boolean } };
  readonly content: LabNotebook;
  readonly sessionContext: {
    readonly isReady: boolean;
    readonly session?: { readonly kernel?: { readonly status: string } | null } | null;
  };
}

declare const jupyterapp: {
  readonly shell: { readonly currentWidget: LabDocument | null };
  readonly commands: { execute(command: string, args?: object): Promise<unknown> };
};

/** A copy of a chapter beside it: JupyterLab saves what it opens. */
async function withCopy(chapter: string, body: (copy: string) => Promise<void>): Promise<void> {
  const copy = join(root, 'notebooks', `browser-test-${process.pid}.ipynb`);
  copyFileSync(chapter, copy);
  try {
    await body(copy);
  } finally {
    rmSync(copy, { force: true });
  }
}

/** Opens a notebook and waits until JupyterLab's kernel for it is ready. */
async function open(page: Page, path: string): Promise<void> {
  await page.evaluate((at) => jupyterapp.commands.execute('docmanager:open', { path: at }), path);
  await page.waitForFunction((at) => {
    const current = jupyterapp.shell.currentWidget;
    const session = current?.context.path === at ? current.sessionContext : undefined;
    return session?.isReady && session.session?.kernel?.status === 'idle';
  }, path);
}

const save = (page: Page): Promise<unknown> =>
  page.evaluate(() => jupyterapp.commands.execute('docmanager:save'));

/** Whether the open notebook is marked as changed, and whether all its code is trusted. */
function marks(page: Page): Promise<{ dirty: boolean; trusted: boolean }> {
  return page.evaluate(() => {
    const { content, context } = jupyterapp.shell.currentWidget!;
    const code = content.widgets.filter(({ model }) => model.type === 'code');
    return { dirty: context.model.dirty, trusted: code.every(({ model }) => model.trusted) };
  });
}

/** Runs all cells; calls `between` when the first of them has ended. */
async function runAll(page: Page, cells: number, between: () => Promise<void>): Promise<void> {
  await page.evaluate(() => void jupyterapp.commands.execute('notebook:run-all-cells'));
  const ended = (count: number): Promise<unknown> =>
    page.waitForFunction((last) => {
      const { content } = jupyterapp.shell.currentWidget!;
      return content.widgets.some(({ model }) => model.executionCount === last);
    }, count);
  await ended(1);
  await between();
  await ended(cells);
  await page.waitForFunction(() => {
    const { sessionContext } = jupyterapp.shell.currentWidget!;
    return sessionContext.session?.kernel?.status === 'idle';
  });
}

/** What was written to stderr and thrown, by all cells. */
function problems(page: Page): Promise<object[]> {
  return page.evaluate(() =>
    jupyterapp.shell
      .currentWidget!.content.widgets.flatMap(({ model }) => model.toJSON().outputs ?? [])
      .filter((output) => output.output_type === 'error' || output.name === 'stderr'),
  );
}

/** The places of the cells that show an interactive chart. */
function charts(page: Page): Promise<number[]> {
  return page.evaluate(() =>
    jupyterapp.shell.currentWidget!.content.widgets.flatMap(({ model }, index) => {
      const outputs = model.toJSON().outputs ?? [];
      const shown = outputs.some(({ data }) => data && 'application/vnd.plotly.v1+json' in data);
      return shown ? [index] : [];
    }),
  );
}

/** Brings a cell into sight and waits until Plotly has drawn its charts. */
async function waitForChart(page: Page, index: number): Promise<void> {
  await page.evaluate((at) => jupyterapp.shell.currentWidget!.content.scrollToItem(at), index);
  await page.waitForFunction((at) => {
    const { node } = jupyterapp.shell.currentWidget!.content.widgets[at];
    node.querySelector('.jp-Cell-outputWrapper')?.scrollIntoView();
    const plots = [...node.querySelectorAll('.js-plotly-plot')];
    return plots.length > 0 && plots.every((plot) => plot.querySelector('.main-svg'));
  }, index);
}

/** How many cells of a file have outputs. */
const withOutputs = (file: string): number =>
  codeCells(readNotebook(file)).filter(({ outputs }) => outputs!.length > 0).length;

/** The committed file's text, with what the cells tagged "varies" showed in another one. */
async function expectedText(committed: string, saved: string): Promise<string> {
  const [before, now] = [committed, saved].map(
    (file) => JSON.parse(readFileSync(file, 'utf8')) as LooseNotebook,
  );
  before.cells.forEach((cell, i) => {
    const tags = cell.metadata.tags as readonly string[] | undefined;
    if (tags?.includes('varies')) cell.outputs = now.cells[i].outputs;
  });
  const [text] = await tidied([before]);
  return text;
}

inLab(
  name('the lab opens on the contents; a chapter runs, draws its charts, and is saved unchanged'),
  async () => {
    const [chapter] = notebookFiles();
    const cells = codeCells(readNotebook(chapter)).length;
    const committed = readFileSync(chapter);
    const pictures = join(root, '.cache', 'screenshots');
    mkdirSync(pictures, { recursive: true });
    await withCopy(chapter, (copy) =>
      withJupyterLab(({ address, said }) =>
        withBrowser(async (browser) => {
          const page = await browser.newPage();
          page.setDefaultTimeout(5 * minutes);
          await page.goto(address(''));
          await page.waitForSelector('.jp-MarkdownViewer h2 a');
          await page.screenshot({ path: join(pictures, 'lab.png') });
          expect(said().match(/https?:/g)).toHaveLength(1);
          expect(said()).not.toMatch(/Warning/);

          await page.click('.jp-MarkdownViewer h2 a');
          await open(page, `notebooks/${basename(chapter)}`);
          expect(await marks(page)).toEqual({ dirty: false, trusted: true });

          await open(page, `notebooks/${basename(copy)}`);
          await runAll(page, cells, async () => {
            await save(page);
            expect(withOutputs(copy)).toBeGreaterThan(withOutputs(chapter) - 3);
          });
          const active = await page.evaluate(
            () => jupyterapp.shell.currentWidget!.content.activeCellIndex,
          );
          expect(active).toBe(0);
          const drawn = await charts(page);
          for (const index of drawn) {
            await waitForChart(page, index);
            await page.screenshot({ path: join(pictures, `chapter-1-cell-${index}.png`) });
          }
          expect(await problems(page)).toEqual([]);
          expect(await page.locator('.Toastify__toast').count()).toBe(0);
          expect(drawn.length).toBeGreaterThan(0);

          await save(page);
          expect(readFileSync(copy, 'utf8')).toBe(await expectedText(chapter, copy));
          expect(await marks(page)).toEqual({ dirty: false, trusted: true });
          expect(readFileSync(chapter).equals(committed)).toBe(true);
        }),
      ),
    );
  },
  15 * minutes,
);
