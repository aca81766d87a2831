import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withTemporaryFolder } from '../support/temporaryFolder';
import { describeBrowsers } from './support/browsers';
import { type FileServer, page, serveFiles } from './support/fileServer';

const foreign = 'http://federated.invalid/picture.png';
const form = `<button onclick="console.warn('pressed'); setTimeout(() => { throw new Error('late') })">Go</button>
  <input id="text" value="old"><input id="file" type="file" multiple>`;

let server: FileServer;
beforeAll(async () => {
  server = await serveFiles({
    '/': page(form),
    '/foreign.html': page(`<img src="${foreign}" alt="">`),
  });
});
afterAll(() => server.close());

describeBrowsers('a page', (open, browser) => {
  test('gives the values of functions, and throws what they throw', async () => {
    const tab = await open(server.url('/'));
    expect(await tab.evaluate(() => document.title)).toBe('Test');
    expect(await tab.evaluate((n) => Promise.resolve([n, n / 3]), 2)).toEqual([2, 2 / 3]);
    const failing = tab.evaluate(() => {
      throw new RangeError('not this');
    });
    await expect(failing).rejects.toThrow('not this');
    expect(tab.said).toEqual({ console: [], errors: [], foreignRequests: [] });
  });

  test('is clicked, filled in and looked at; what it says is collected', async () => {
    const tab = await open(server.url('/'));
    await tab.click('button');
    await tab.fill('#text', 'new');
    await tab.waitFor(
      (text) => document.querySelector<HTMLInputElement>('#text')!.value === text,
      'new',
    );
    expect(tab.said.console).toEqual(['warn: pressed']);
    expect(tab.said.errors).toEqual([expect.stringContaining('late')]);
    const dark = browser === 'Chromium' ? { dark: true } : {};
    await tab.look({ width: 400, ...dark });
    expect(await tab.evaluate(() => [innerWidth, innerHeight])).toEqual([400, 1000]);
    const scheme = await tab.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
    expect(scheme).toBe(browser === 'Chromium');
    await withTemporaryFolder(async (folder) => {
      writeFileSync(join(folder, 'a.txt'), 'text of a file');
      await tab.chooseFiles('#file', [join(folder, 'a.txt')]);
      const texts = await tab.evaluate(() => {
        const { files } = document.querySelector<HTMLInputElement>('#file')!;
        return Promise.all(Array.from(files!, (file) => file.text()));
      });
      expect(texts).toEqual(['text of a file']);
      await tab.screenshot(`${folder}/page.png`);
    });
    await tab.reload();
    expect(await tab.evaluate(() => document.querySelector<HTMLInputElement>('#text')!.value)).toBe(
      'old',
    );
  });

  test('cannot ask another host unseen', async () => {
    const tab = await open(server.url('/foreign.html'));
    expect(tab.said.foreignRequests).toEqual([foreign]);
  });

  test('is isolated where the server says so', async () => {
    const isolated = await serveFiles({ '/': page('') }, { isolated: true });
    const shared = (): boolean => crossOriginIsolated && typeof SharedArrayBuffer === 'function';
    try {
      const first = await open(isolated.url('/'));
      expect(await first.evaluate(shared)).toBe(true);
      const second = await open(server.url('/'));
      expect(await second.evaluate(shared)).toBe(false);
    } finally {
      await isolated.close();
    }
  });
});

test('the file server has what it was given, and nothing beside it', async () => {
  const files = await serveFiles({ '/': page('start'), '/support/': join(__dirname, 'support') });
  try {
    const get = async (path: string): Promise<[number, string | null]> => {
      const answer = await fetch(files.url(path));
      await answer.arrayBuffer();
      return [answer.status, answer.headers.get('content-type')];
    };
    expect(await get('/')).toEqual([200, 'text/html; charset=utf-8']);
    expect(await get('/support/page.ts')).toEqual([200, 'application/octet-stream']);
    expect(await get('/other')).toEqual([404, 'text/plain']);
    expect(await get('/support/%2e%2e/harness.test.ts')).toEqual([404, 'text/plain']);
    expect(await get('/support/%2e%2e%2fharness.test.ts')).toEqual([404, 'text/plain']);
    expect(files.answers[1]).toBe('200 /support/page.ts');
  } finally {
    await files.close();
  }
});
