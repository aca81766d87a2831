import puppeteer, { type ElementHandle, type JSHandle, type Page } from 'puppeteer-core';
import { type BrowserPage, recordPage, type RunningBrowser } from './page';
import { firstPath, newProfile } from './profile';

/** The program of a Firefox, named by FIREFOX or in its usual places. */
export const firefoxPath = firstPath([
  process.env.FIREFOX,
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
]);

/** No window at the start, and nothing asked of other hosts by the browser itself. */
const preferences = {
  'app.normandy.enabled': false,
  'browser.safebrowsing.downloads.remote.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'captivedetect.canonicalURL': '',
  'datareporting.policy.dataSubmissionEnabled': false,
  'dom.push.connection.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
};

/** A headless Firefox, led over WebDriver BiDi, that takes any certificate. */
export async function launchFirefox(): Promise<RunningBrowser> {
  const profile = newProfile();
  try {
    const browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath: firefoxPath!,
      headless: true,
      acceptInsecureCerts: true,
      userDataDir: profile.folder,
      env: profile.environment,
      extraPrefsFirefox: preferences,
      defaultViewport: { width: 1280, height: 1000 },
      timeout: 120_000,
      protocolTimeout: 300_000,
    });
    return {
      open: async (url) => {
        const page = firefoxPage(await browser.newPage());
        await page.goto(url);
        return page;
      },
      close: async () => {
        await browser.close().finally(() => {
          profile.remove();
        });
      },
    };
  } catch (error) {
    profile.remove();
    throw error;
  }
}

function firefoxPage(page: Page): BrowserPage {
  page.setDefaultTimeout(60_000);
  return {
    // Its types give each event's argument by a name of their own.
    said: recordPage(page as never),
    evaluate: (run, argument) => page.evaluate(run as never, argument as never),
    waitFor: async (condition, argument, seconds = 60) => {
      const patience = { timeout: seconds * 1000, polling: 100 };
      const found = (await page.waitForFunction(
        condition as never,
        patience,
        argument as never,
      )) as JSHandle;
      await found.dispose();
    },
    click: (selector) => page.locator(selector).click(),
    fill: (selector, text) => page.locator(selector).fill(text),
    chooseFiles: async (selector, paths) => {
      const field = (await page.waitForSelector(selector)) as ElementHandle<HTMLInputElement>;
      await field.uploadFile(...paths);
    },
    look: async ({ width, height, dark }) => {
      const now = page.viewport()!;
      await page.setViewport({ width: width ?? now.width, height: height ?? now.height });
      if (dark !== undefined) throw new Error('WebDriver BiDi cannot change the color scheme');
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
