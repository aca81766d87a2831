import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { type BrowserPage, recordPage, type RunningBrowser } from './page';
import { firstPath, newProfile } from './profile';

/** The program of a Chromium, named by CHROMIUM or in its usual places. */
export const chromiumPath = firstPath([
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]);

const flags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

type ContextOptions = NonNullable<Parameters<typeof chromium.launchPersistentContext>[1]>;

/** A headless Chromium with a new profile; `close` ends it and removes the profile. */
export async function startChromium(
  options: ContextOptions = {},
): Promise<{ readonly context: BrowserContext; readonly close: () => Promise<void> }> {
  const profile = newProfile();
  const asRoot = process.getuid?.() === 0;
  try {
    const context = await chromium.launchPersistentContext(profile.folder, {
      executablePath: chromiumPath!,
      headless: true,
      viewport: { width: 1280, height: 1000 },
      ...options,
      env: profile.environment,
      args: asRoot ? [...flags, '--no-sandbox'] : flags,
    });
    const close = async (): Promise<void> => {
      await context.close().finally(() => {
        profile.remove();
      });
    };
    return { context, close };
  } catch (error) {
    profile.remove();
    throw error;
  }
}

/** A headless Chromium that takes any certificate. */
export async function launchChromium(): Promise<RunningBrowser> {
  const { context, close } = await startChromium({ ignoreHTTPSErrors: true });
  return {
    close,
    open: async (url) => {
      const page = chromiumPage(await context.newPage());
      await page.goto(url);
      return page;
    },
  };
}

function chromiumPage(page: Page): BrowserPage {
  page.setDefaultTimeout(60_000);
  return {
    said: recordPage(page),
    evaluate: (run, argument) => page.evaluate(run as never, argument as never),
    waitFor: async (condition, argument, seconds = 60) => {
      await page.waitForFunction(condition as never, argument as never, {
        timeout: seconds * 1000,
        polling: 100,
      });
    },
    click: (selector) => page.click(selector),
    fill: (selector, text) => page.fill(selector, text),
    chooseFiles: (selector, paths) => page.setInputFiles(selector, [...paths]),
    look: async ({ width, height, dark }) => {
      const now = page.viewportSize()!;
      await page.setViewportSize({ width: width ?? now.width, height: height ?? now.height });
      if (dark !== undefined) await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
    },
    screenshot: async (path) => {
      await page.screenshot({ path, fullPage: true });
    },
    goto: async (url) => {
      await page.goto(url);
    },
    reload: async () => {
      await page.reload();
    },
    close: () => page.close(),
  };
}
