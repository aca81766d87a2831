import { get } from 'node:http';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withBookServer } from '../support/bookServer';
import { withTemporaryFolder } from '../support/temporaryFolder';

/** The status of a path that is sent as it is: `fetch` would shorten it. */
function statusOf(address: string, path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    get({ hostname, port, path }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).on('error', reject);
  });
}

test('the book is served with the headers for threads, once, and nothing outside its folder', async () => {
  await withTemporaryFolder(async (folder) => {
    const book = join(folder, 'book');
    mkdirSync(join(book, 'part'), { recursive: true });
    writeFileSync(join(book, 'index.html'), '<p>start');
    writeFileSync(join(book, 'part', 'a b.wasm'), 'wasm');
    writeFileSync(join(folder, 'secret.txt'), 'secret');
    await withBookServer(book, async (address) => {
      const start = await fetch(address);
      expect(await start.text()).toBe('<p>start');
      expect(Object.fromEntries(start.headers)).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'content-security-policy': expect.stringMatching(/^default-src 'self'; /) as string,
      });
      const again = await fetch(address, {
        headers: { 'if-none-match': start.headers.get('etag')! },
      });
      expect(again.status).toBe(304);
      const wasm = await fetch(`${address}part/a%20b.wasm`);
      expect([wasm.headers.get('content-type'), await wasm.text()]).toEqual([
        'application/wasm',
        'wasm',
      ]);
      for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/part/..%2f..%2fsecret.txt']) {
        expect(await statusOf(address, path)).toBe(404);
      }
      expect(await statusOf(address, '/part')).toBe(404);
      expect(await statusOf(address, '/%zz')).toBe(400);
      expect(await statusOf(address, '/a%00b')).toBe(400);
      expect((await fetch(address, { method: 'POST' })).status).toBe(405);
    });
  });
});
