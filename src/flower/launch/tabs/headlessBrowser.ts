import { existsSync } from '../../../platform/files';
import { process } from '../../../platform/system';
import { FederatedError } from '../../../core/errors';
import { headlessTab } from './headlessTab';
import type { DrivenPage, HeadlessTab } from './headlessTab';

/** What is used of Playwright's `chromium`. */
export interface BrowserProgram<Page extends DrivenPage> {
  launch(options: {
    readonly executablePath: string;
    readonly args: string[];
  }): Promise<DrivenBrowser<Page>>;
}

interface DrivenBrowser<Page> {
  newContext(options: {
    readonly viewport: { readonly width: number; readonly height: number };
  }): Promise<{ newPage(): Promise<Page> }>;
  close(): Promise<void>;
}

/** A browser without a window. */
export interface HeadlessBrowser<Page extends DrivenPage> {
  /** Opens the page of a federation in a new tab; tabs of one browser share what it stores. */
  open(address: string): Promise<HeadlessTab<Page>>;
  close(): Promise<void>;
}

/** Where Chromium and its relatives usually are, by operating system. */
const usualPrograms = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * Starts the Chromium of this machine without a window, so that a program can act for a person at the page of
 * tabs. Its program is named by the environment variable `CHROMIUM`, or in its usual place. It ends with this
 * process, or when it is closed, and stores nothing.
 *
 * ```ts
 * const { chromium } = await import('playwright-core');
 * const browser = await fl.flower.headlessBrowser(chromium);
 * const tab = await browser.open('http://localhost:8780');
 * ```
 *
 * @param program `chromium` of Playwright, which this library does not depend on
 * @throws FederatedError if this machine has none
 */
export async function headlessBrowser<Page extends DrivenPage>(
  program: BrowserProgram<Page>,
): Promise<HeadlessBrowser<Page>> {
  const named = process.env.CHROMIUM;
  const executablePath = [...(named === undefined ? [] : [named]), ...usualPrograms].find((path) =>
    existsSync(path),
  );
  if (executablePath === undefined) {
    throw new FederatedError('no Chromium was found; the environment variable CHROMIUM names one');
  }
  // Chromium does not run in its sandbox as root, as in a container.
  const asRoot = process.getuid?.() === 0;
  const args = ['--disable-gpu', '--no-first-run', ...(asRoot ? ['--no-sandbox'] : [])];
  const browser = await program.launch({ executablePath, args });
  const context = await browser.newContext({ viewport: { width: 1100, height: 1000 } });
  return {
    open: async (address) => headlessTab(await context.newPage(), address),
    close: () => browser.close(),
  };
}
