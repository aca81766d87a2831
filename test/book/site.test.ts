import axe from 'axe-core';
import { JSDOM } from 'jsdom';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { bookParts, withBookLinks } from '../../src/book/contents';
import { filesIn } from '../../src/book/folderFiles';
import { parseGlossary } from '../../src/book/glossary';
import { describeFigure } from '../../src/plots/descriptions/describe';
import type { Figure } from '../../src/plots/frame/figure';
import { chromiumPath } from '../browser/support/chromium';
import { bookFolder, makeBook, noBook, pageAddress, readPage } from '../support/book';
import { withBrowser } from '../support/jupyterLab';
import { codeCells, joined, readNotebook } from '../support/notebook';
import { root } from '../support/setup';

const plotly = 'application/vnd.plotly.v1+json';
const minutes = 60_000;
const notebooks = join(root, 'notebooks');
const listed = bookParts(withBookLinks(readFileSync(join(notebooks, 'index.md'), 'utf8'))).flatMap(
  ({ pages }) => pages,
);
const chapters = listed.filter((page) => existsSync(join(notebooks, `${page}.ipynb`)));

const inBook = noBook ? test.skip : test;
const name = (text: string): string => (noBook ? `${text} [skipped: ${noBook}]` : text);

beforeAll(() => {
  if (!noBook) makeBook();
}, 10 * minutes);

/** All pages of the book, with their endings. */
const pages = (): string[] => filesIn(bookFolder).filter((file) => file.endsWith('.html'));

const parsed = new Map<string, Document>();

function documentOf(page: string): Document {
  const known = parsed.get(page) ?? new JSDOM(readPage(page)).window.document;
  parsed.set(page, known);
  return known;
}

describe('the pages', () => {
  inBook(name('every notebook is a page of the book, and every page has a title'), () => {
    const all = filesIn(notebooks).filter((file) => /^(solutions\/)?[^/]+\.ipynb$/.test(file));
    expect([...chapters].map((page) => `${page}.ipynb`).sort()).toEqual(all);
    for (const page of ['index', ...listed]) {
      expect(documentOf(`${page}.html`).querySelectorAll('h1')).toHaveLength(1);
    }
  });

  inBook(name('every chart has its description and a number of its own'), () => {
    const all: string[] = [];
    for (const page of chapters) {
      const figures = [...documentOf(`${page}.html`).querySelectorAll('figure.chart')];
      const stored = codeCells(readNotebook(join(notebooks, `${page}.ipynb`)))
        .flatMap(({ outputs = [] }) => outputs)
        .flatMap(({ data }) => (data && plotly in data ? [data] : []));
      const texts = figures.map((figure) =>
        figure.querySelector('svg[role=img]')!.getAttribute('aria-label'),
      );
      expect(texts).toEqual(stored.map((data) => joined(data['text/plain'] as string)));
      expect(texts).toEqual(stored.map((data) => describeFigure(data[plotly] as Figure)));
      const captions = figures.map((figure) => figure.querySelector('figcaption')!.textContent);
      captions.forEach((caption, i) => {
        expect(caption).toMatch(new RegExp(`^Figure (S?\\w+)\\.${i + 1} .+`));
      });
      all.push(...(texts as string[]));
    }
    expect(all.length).toBeGreaterThan(40);
    expect(new Set(all).size).toBe(all.length);
  });

  inBook(name('tables are numbered'), () => {
    for (const page of chapters) {
      const numbers = [...documentOf(`${page}.html`).querySelectorAll('.table-box caption')];
      numbers.forEach((caption, i) => {
        expect(caption.textContent).toMatch(new RegExp(`^Table S?\\w+\\.${i + 1}\\b`));
      });
    }
  });

  inBook(name('the first use of a term leads to the glossary, and every chapter has some'), () => {
    const terms = parseGlossary(readFileSync(join(notebooks, 'glossary.md'), 'utf8'));
    expect(terms.length).toBeGreaterThan(30);
    for (const page of chapters) {
      const links = [...documentOf(`${page}.html`).querySelectorAll('a.term')];
      const anchors = links.map((link) => link.getAttribute('href')!.split('#')[1]);
      expect(anchors.length).toBeGreaterThan(3);
      expect(new Set(anchors).size).toBe(anchors.length);
      for (const anchor of anchors) expect(terms.map((term) => term.anchor)).toContain(anchor);
    }
  });

  inBook(name('papers are cited from the bibliography, which has them all'), () => {
    const keys = [
      ...readFileSync(join(notebooks, 'references.bib'), 'utf8').matchAll(/^@\w+\{(.*),/gm),
    ];
    const entries = readPage('bibliography.html');
    for (const [, key] of keys) expect(entries).toContain(`id="${key}"`);
    expect(readPage(`${chapters[2]}.html`)).toContain('href="bibliography.html#karimireddy2020"');
  });

  inBook(name('every link inside the book leads somewhere'), () => {
    const ids = new Map<string, Set<string>>();
    const idsOf = (page: string): Set<string> => {
      const found =
        ids.get(page) ??
        new Set(Array.from(readPage(page).matchAll(/\bid="([^"]+)"/g), ([, id]) => id));
      ids.set(page, found);
      return found;
    };
    const broken = pages().flatMap((page) =>
      Array.from(readPage(page).matchAll(/<a\b[^>]*\bhref="([^"]+)"/g), ([, href]) => href)
        .filter((href) => !/^[a-z]+:/.test(href))
        .filter((href) => {
          const [path, anchor = ''] = href.replaceAll('&amp;', '&').split('#');
          const target = path === '' ? page : posix.join(posix.dirname(page), path);
          if (!existsSync(join(bookFolder, target))) return true;
          return (
            anchor !== '' &&
            target.endsWith('.html') &&
            !idsOf(target).has(decodeURIComponent(anchor))
          );
        })
        .map((href) => `${page}: ${href}`),
    );
    expect(broken).toEqual([]);
  });

  inBook(name('nothing is loaded from a host'), () => {
    for (const page of pages()) {
      const loaded = readPage(page).match(
        /<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)="(?:https?:)?\/\/[^"]*"/g,
      );
      expect([page, loaded]).toEqual([page, null]);
    }
  });

  inBook(name('the reference has a page for each room, with examples as code'), () => {
    const rooms = Array.from(
      readFileSync(join(root, 'src', 'index.ts'), 'utf8').matchAll(/^export \* as (\w+)/gm),
      ([, room]) => room,
    );
    for (const room of rooms) {
      expect(readPage(`api/federated/namespaces/${room}.html`)).toContain(`fl.${room}`);
    }
    const { body } = documentOf('api/index.html');
    expect(body.querySelector('#learn')).not.toBeNull();
    expect(body.querySelectorAll('.highlight-ts pre').length).toBeGreaterThan(50);
  });

  inBook(name('the whole site is smaller than 60 MB, 20 of them for what runs in a tab'), () => {
    const bytes = filesIn(bookFolder).reduce(
      (sum, file) => sum + statSync(join(bookFolder, file)).size,
      0,
    );
    expect(bytes).toBeLessThan(60e6);
  });
});

const noBrowser = noBook ?? (chromiumPath ? undefined : 'no Chromium here');
const inBrowser = noBrowser ? test.skip : test;
const browserName = (text: string): string =>
  noBrowser ? `${text} [skipped: ${noBrowser}]` : text;

const forms = [
  ['light', 1280],
  ['light', 400],
  ['dark', 400],
  ['dark', 1280],
] as const;

/** What went wrong on a page: said on the console, thrown, or asked of a host. */
function watch(page: Page): string[] {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) problems.push(request.url());
  });
  return problems;
}

/** Charts that cannot be seen or have no description, and whether the page is wider than the window. */
function faults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wide = document.documentElement.scrollWidth > window.innerWidth ? ['too wide'] : [];
    const unseen = [...document.querySelectorAll('figure.chart')].filter((figure) => {
      const live = figure.classList.contains('is-live');
      const shown = figure.querySelector(live ? '.chart-live' : '.chart-picture')!;
      const { width, height } = shown.getBoundingClientRect();
      const seen = getComputedStyle(shown).visibility === 'visible' && width > 100 && height > 20;
      return !seen || (shown.getAttribute('aria-label') ?? '').length < 20;
    });
    return [...wide, ...unseen.map((figure) => `${figure.id} cannot be seen`)];
  });
}

/** Scrolls through the page, as a reader does, until all charts are drawn. */
async function drawCharts(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (const figure of document.querySelectorAll('figure.chart')) {
      figure.scrollIntoView({ behavior: 'instant' });
      while (!figure.classList.contains('is-live')) {
        await new Promise((done) => setTimeout(done, 20));
      }
    }
  });
}

/**
 * The serious violations that axe finds. The drawings inside charts are emptied before, as axe has no
 * rule for them and takes long to walk through them.
 */
async function violations(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    for (const drawing of document.querySelectorAll('figure.chart svg')) drawing.replaceChildren();
    const { axe: checker } = window as unknown as { axe: typeof axe };
    const { violations: found } = await checker.run(document, {
      resultTypes: ['violations'],
      preload: false,
    });
    return found
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 160)} (${nodes.length})`);
  });
}

/** Calls `check` with the page in each color scheme and width; the last is dark and wide. */
async function inAllForms(page: Page, check: (form: string) => Promise<void>): Promise<void> {
  for (const [colorScheme, width] of forms) {
    await page.setViewportSize({ width, height: 1000 });
    await page.emulateMedia({ colorScheme });
    await check(`${colorScheme}, ${width} px`);
  }
}

/** Takes away what a script has drawn, so that the charts are pictures. */
function onlyPictures(page: Page): Promise<void> {
  return page.evaluate(() => {
    for (const figure of document.querySelectorAll('figure.chart')) {
      figure.classList.remove('is-live');
      figure.querySelector('.chart-live')?.remove();
    }
  });
}

/** The reference has pages of one kind: these stand for all in what takes long. */
const sample = ['api/federated/namespaces/data.html', 'api/federated/namespaces/plots.html'];

/** What is wrong with a page as it is for a reader with JavaScript. */
async function pageProblems(browser: BrowserContext, path: string): Promise<string[]> {
  const page = await browser.newPage();
  const problems = watch(page);
  await page.goto(pageAddress(path));
  await drawCharts(page);
  const note = (form: string, found: readonly string[]): void => {
    problems.push(...found.map((fault) => `${form}: ${fault}`));
  };
  await inAllForms(page, async (form) => {
    note(form, await faults(page));
  });
  if (!path.startsWith('api/') || sample.includes(path)) {
    await page.evaluate(axe.source);
    note('dark, 1280 px', await violations(page));
    await onlyPictures(page);
    await page.setViewportSize({ width: 400, height: 1000 });
    await page.emulateMedia({ colorScheme: 'light' });
    note('light, 400 px', await violations(page));
  }
  await page.close();
  return problems.map((problem) => `${path}: ${problem}`);
}

/** The problems of all pages, two of which are looked at at a time. */
async function problemsOfAll(check: (path: string) => Promise<string[]>): Promise<string[]> {
  const queue = pages();
  const problems: string[] = [];
  const worker = async (): Promise<void> => {
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      problems.push(...(await check(path)));
    }
  };
  await Promise.all([worker(), worker()]);
  return problems;
}

describe('in a browser, from disk', () => {
  inBrowser(
    browserName(
      'every page is whole: no error, no request, no overflow, every chart, for everybody',
    ),
    () =>
      withBrowser(async (browser) => {
        expect(await problemsOfAll((path) => pageProblems(browser, path))).toEqual([]);
      }),
    10 * minutes,
  );

  inBrowser(
    browserName('without JavaScript every chart is there'),
    () =>
      withBrowser(
        async (browser) => {
          const problems = await problemsOfAll(async (path) => {
            const page = await browser.newPage();
            const found = watch(page);
            await page.goto(pageAddress(path));
            await inAllForms(page, async (form) => {
              found.push(...(await faults(page)).map((fault) => `${form}: ${fault}`));
            });
            await page.close();
            return found.map((problem) => `${path}: ${problem}`);
          });
          expect(problems).toEqual([]);
        },
        { javaScriptEnabled: false },
      ),
    10 * minutes,
  );

  inBrowser(
    browserName('charts follow the page’s colors, and paper gets the pictures'),
    () =>
      withBrowser(async (browser) => {
        browser.setDefaultTimeout(5 * minutes);
        const page = await browser.newPage();
        await page.goto(pageAddress(`${chapters[0]}.html`));
        await drawCharts(page);
        const title = page.locator('.chart-live .xtitle').first();
        const color = (): Promise<string> => title.evaluate((node) => getComputedStyle(node).fill);
        const light = await color();
        await page.locator('.theme-toggle-content').click();
        expect(await page.locator('body').getAttribute('data-theme')).toBe('dark');
        await page.waitForFunction(
          (before) =>
            getComputedStyle(document.querySelector('.chart-live .xtitle')!).fill !== before,
          light,
        );
        await page.emulateMedia({ media: 'print' });
        expect(await page.locator('.chart-picture').first().isVisible()).toBe(true);
        expect(await page.locator('.chart-live').first().isVisible()).toBe(false);
        expect(await page.locator('.sidebar-drawer').isVisible()).toBe(false);
      }),
    10 * minutes,
  );

  inBrowser(
    browserName(
      'a reader finds the way: start, chapter 1, search, chapter 3, on, glossary, reference',
    ),
    () =>
      withBrowser(async (browser) => {
        browser.setDefaultTimeout(5 * minutes);
        const page = await browser.newPage();
        const problems = watch(page);
        const heading = (): Promise<string> => page.locator('article h1').innerText();
        await page.goto(pageAddress('index.html'));
        await page.locator('article').getByRole('link', { name: /^1 ·/ }).click();
        expect(await heading()).toMatch(/^1 · Federated learning/);
        await page.getByRole('textbox', { name: 'Search' }).fill('SCAFFOLD');
        await page.keyboard.press('Enter');
        // Results move as long as more of them arrive.
        await page.locator('#search-results', { hasText: 'Search finished' }).waitFor();
        await page
          .locator('#search-results')
          .getByRole('link', { name: /^3 · When clients differ/ })
          .first()
          .click();
        expect(await heading()).toMatch(/^3 · /);
        await page.locator('.related-pages .next-page').click();
        expect(await heading()).toMatch(/^4 · /);
        await page.locator('.sidebar-tree').getByRole('link', { name: 'Glossary' }).click();
        expect(await heading()).toMatch(/^Glossary/);
        await page.locator('.sidebar-tree').getByRole('link', { name: 'API reference' }).click();
        expect(await heading()).toMatch(/^API reference/);
        expect(problems).toEqual([]);
      }),
    10 * minutes,
  );
});
