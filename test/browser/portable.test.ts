import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../support/setup';
import type { FileOutcome } from './portable/page/runFile';
import { leftOutTests, portableFiles, unknownNames } from './portable/files';
import { describeBrowsers } from './support/browsers';
import { type FileServer, page, serveFiles } from './support/fileServer';
import type { BrowserPage } from './support/page';

/** What the page has: the bundle of all tests, once it is loaded. */
declare const tests: Promise<{
  run(file: string, leftOut: readonly string[]): Promise<FileOutcome>;
}>;

/** The library's core, in a page of its own. */
declare const library: Promise<{
  loadEmbeddedDigits(): Promise<void>;
  embeddedDigits(): { readonly clientIds: readonly string[] };
}>;

let server: FileServer;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'federated-portable-'));
  try {
    const file = join(folder, 'tests.js');
    const bundler = join(__dirname, 'portable', 'bundle.mjs');
    execFileSync(process.execPath, [bundler, file, ...portableFiles], { stdio: 'pipe' });
    server = await serveFiles({
      '/': join(root, 'src', 'dist', 'browser'),
      '/page.html': page('<script type="module">globalThis.tests = import("/tests.js");</script>'),
      '/library.html': page(
        '<script type="module">globalThis.library = import("/index.js");</script>',
      ),
      '/tests.js': { type: 'text/javascript', body: readFileSync(file) },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

afterAll(() => server.close());

test('what is left out exists', () => {
  expect(unknownNames).toEqual([]);
});

describeBrowsers('the library', (open) => {
  test('is loaded by a page with what it needs from beside it alone', async () => {
    const tab = await open(server.url('/library.html'));
    const writers = await tab.evaluate(async () => {
      const fl = await library;
      await fl.loadEmbeddedDigits();
      return fl.embeddedDigits().clientIds.length;
    });
    expect(writers).toBe(100);
    expect(tab.said).toEqual({ console: [], errors: [], foreignRequests: [] });
  });
});

describeBrowsers('portable tests', (open) => {
  let tab: BrowserPage;
  beforeAll(async () => {
    tab = await open(server.url('/page.html'));
  });

  test.each(portableFiles)('%s', async (file) => {
    const leftOut = Object.keys(leftOutTests[file] ?? {});
    const outcome = await tab.evaluate(async ([name, names]) => (await tests).run(name, names), [
      file,
      leftOut,
    ] as const);
    expect(outcome.failures).toEqual([]);
    expect(outcome.skipped).toEqual(expect.arrayContaining(leftOut));
    expect(outcome.passed.length).toBeGreaterThan(0);
    expect(tab.said.errors).toEqual([]);
    expect(tab.said.foreignRequests).toEqual([]);
  });
});
