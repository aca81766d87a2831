import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { browserPath, withBrowser, withJupyterLab } from '../support/jupyterLab';
import { codeCells, noKernel, notebookFiles, readNotebook } from '../support/notebook';
import { root } from '../support/setup';

const missing = browserPath ? noKernel : 'no Chromium; CHROMIUM names one';
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
      toJSON(): { outputs?: { output_type: string; name?: string; data?: object }[] };
    };
  }[];
  scrollToItem(index: number): Promise<void>;
}

interface LabDocument {
  readonly content: LabNotebook;
  readonly sessionContext: {
    readonly isReady: boolean;
    readonly session?: { readonly kernel?: { readonly status: string } | null } | null;
  };
}

declare const jupyterapp: {
  readonly shell: { readonly currentWidget: LabDocument | null };
  readonly commands: { execute(command: string): Promise<unknown> };
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

/** Runs all cells, in the kernel that JupyterLab starts for a notebook that is opened. */
async function runAll(page: Page, cells: number): Promise<void> {
  await page.waitForFunction(() => {
    const app = (globalThis as { jupyterapp?: typeof jupyterapp }).jupyterapp;
    const session = app?.shell.currentWidget?.sessionContext;
    return session?.isReady && session.session?.kernel?.status === 'idle';
  });
  await page.evaluate(() => void jupyterapp.commands.execute('notebook:run-all-cells'));
  await page.waitForFunction((last) => {
    const { content, sessionContext } = jupyterapp.shell.currentWidget!;
    const idle = sessionContext.session?.kernel?.status === 'idle';
    return idle && content.widgets.some(({ model }) => model.executionCount === last);
  }, cells);
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

inLab(
  name('the first chapter runs in JupyterLab and draws every chart'),
  async () => {
    const [chapter] = notebookFiles();
    const cells = codeCells(readNotebook(chapter)).length;
    const pictures = join(root, '.cache', 'screenshots');
    mkdirSync(pictures, { recursive: true });
    await withCopy(chapter, (copy) =>
      withJupyterLab((address) =>
        withBrowser(async (browser) => {
          const page = await browser.newPage();
          page.setDefaultTimeout(5 * minutes);
          await page.goto(address(`lab/tree/notebooks/${copy.split(/[\\/]/).at(-1)!}`));
          await runAll(page, cells);
          const drawn = await charts(page);
          for (const index of drawn) {
            await waitForChart(page, index);
            await page.screenshot({ path: join(pictures, `chapter-1-cell-${index}.png`) });
          }
          expect(await problems(page)).toEqual([]);
          expect(await page.locator('.Toastify__toast').count()).toBe(0);
          expect(drawn.length).toBeGreaterThan(0);
        }),
      ),
    );
  },
  15 * minutes,
);
