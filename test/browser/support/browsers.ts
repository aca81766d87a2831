import { chromiumPath, launchChromium } from './chromium';
import { firefoxPath, launchFirefox } from './firefox';
import type { BrowserPage, RunningBrowser } from './page';

/** A browser that tests know how to start. */
export interface Browser {
  readonly name: 'Chromium' | 'Firefox';
  /** Why it cannot be started on this machine, if it cannot. */
  readonly missing?: string;
  launch(): Promise<RunningBrowser>;
}

const missing = (path: string | undefined, reason: string): { missing?: string } =>
  path === undefined ? { missing: reason } : {};

export const browsers: readonly Browser[] = [
  {
    name: 'Chromium',
    ...missing(chromiumPath, 'no Chromium; CHROMIUM names one'),
    launch: launchChromium,
  },
  {
    name: 'Firefox',
    ...missing(firefoxPath, 'no Firefox; FIREFOX names one'),
    launch: launchFirefox,
  },
];

/**
 * Opens an address in a new tab of the group's browser. It is closed after the test, or after the group
 * if `beforeAll` opened it.
 */
export type OpenPage = (url: string) => Promise<BrowserPage>;

/**
 * Runs a group of tests in every browser, or in those named. One is started for the whole group.
 * Where a browser is missing its group is reported as skipped, and the name says so.
 */
export function describeBrowsers(
  name: string,
  body: (open: OpenPage, browser: Browser['name']) => void,
  names: readonly Browser['name'][] = ['Chromium', 'Firefox'],
): void {
  for (const browser of browsers.filter((one) => names.includes(one.name))) {
    if (browser.missing !== undefined) {
      const group = describe.skip;
      group(`${name} in ${browser.name} [skipped: ${browser.missing}]`, () => {
        body(() => Promise.reject(new Error(browser.missing)), browser.name);
      });
    } else {
      describe(`${name} in ${browser.name}`, () => {
        body(pagesOfGroup(browser), browser.name);
      });
    }
  }
}

/** Starts the browser before the group's first test, and ends it after the last. */
function pagesOfGroup(browser: Browser): OpenPage {
  let running: RunningBrowser | undefined;
  const pages: BrowserPage[] = [];
  let inTest = false;
  beforeAll(async () => {
    running = await browser.launch();
  }, 180_000);
  beforeEach(() => {
    inTest = true;
  });
  afterEach(async () => {
    inTest = false;
    for (const page of pages.splice(0)) await page.close();
  });
  afterAll(async () => {
    await running?.close();
  });
  return async (url) => {
    const page = await running!.open(url);
    if (inTest) pages.push(page);
    return page;
  };
}
