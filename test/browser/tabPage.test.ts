import { existsSync, readFileSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { builtFile } from '../../src/core/projectFolder';
import { encodePng } from '../../src/data/png';
import { pageOf } from '../../src/flower/launch/tabs/pageOf';
import { tabFiles } from '../../src/flower/launch/tabs/tabFiles';
import { startTabServer, type TabServer } from '../../src/flower/launch/tabs/tabServer';
import { classNamesOf } from '../../src/flower/server/dataShape';
import { chromiumPath, startChromium } from './support/chromium';

/* The page of a tab, with a client that says what is written here. */

const built = existsSync(builtFile('browser/tabPage'));
const missing = chromiumPath ? 'no bundles; npm run prepare' : 'no Chromium; CHROMIUM names one';
const able = chromiumPath !== undefined && built;
const group = able ? describe : describe.skip;

/** A client that answers at once; it fails at the first `join`, and takes part at the second. */
const client = `
let joins = 0;
const say = (message) => postMessage(message);
onmessage = ({ data }) => {
  if (data.kind === 'open') say({ kind: 'identity', key: 'k', openSshPublicKey: 'ecdsa-sha2-nistp384 AAAA', kept: false, reason: 'This window keeps nothing.' });
  if (data.kind === 'join' && joins++ === 0) say({ kind: 'ended', left: false, error: 'There is not enough memory for the model; close other tabs.' });
  else if (data.kind === 'join') {
    const { labels } = data.examples.train;
    say({ kind: 'status', state: 'training', text: 'Training in round 1.', round: 1 });
    say({ kind: 'round', round: 1, type: 'train', seconds: 0.5, examples: labels.length, loss: 0.5, bytesReceived: 31400, bytesSent: 31500, left: 'a trained model' });
    say({ kind: 'readable', round: 1, text: 'One picture.', pictures: [{ label: '7', pixels: new Uint8Array(784), shape: [28, 28, 1] }], counts: [0, 0, 0, 0, 0, 0, 0, 3, 0, 0] });
    say({ kind: 'traffic', calls: 9, bytesSent: 32000, bytesReceived: 32000 });
  }
  if (data.kind === 'leave') say({ kind: 'ended', left: true });
};`;

const digits = { shape: [28, 28, 1] as const, classNames: classNamesOf('mnist-package', 'digits') };
const elsewhere = { url: 'https://192.168.1.20:8780', fingerprint: 'AA:BB' };

async function serve(images?: typeof digits): Promise<TabServer> {
  const command = {
    ...{ clients: 1, browserClients: 2, rounds: 2 },
    dataset: images ? 'mnist-package' : 'table',
  };
  const ofClients = { model: 'softmax', features: 'age,"weight, kg"', targetColumn: 'outcome' };
  const settings = { ...pageOf(command, ofClients, images), flower: '1.42.0', elsewhere };
  const files = tabFiles(settings, { bytes: new Uint8Array(), version: '1.42.0' });
  files.set('/clientWorker.js', { type: 'text/javascript', body: Buffer.from(client) });
  return startTabServer({ superLink: 'http://127.0.0.1:1', files });
}

group(`the page of a tab${able ? '' : ` [skipped: ${missing}]`}`, () => {
  let context: BrowserContext;
  let end: () => Promise<void> = () => Promise.resolve();
  let server: TabServer;
  const problems: string[] = [];

  beforeAll(async () => {
    ({ context, close: end } = await startChromium({ bypassCSP: false }));
    server = await serve(digits);
    context.on('weberror', (error) => problems.push(String(error.error())));
  }, 180_000);
  afterAll(async () => {
    await server.close();
    await end();
  });

  const open = async (url = server.origins[0], prepare?: () => void): Promise<Page> => {
    const page = await context.newPage();
    if (prepare) await page.addInitScript(prepare);
    await page.goto(url);
    await page.waitForFunction(() => document.querySelector('#about')!.textContent !== 'Loading …');
    return page;
  };
  const said = async (page: Page, text: string): Promise<void> => {
    const isSaid = (part: string): boolean =>
      document.querySelector('#examples-said')!.textContent.includes(part);
    await page.waitForFunction(isSaid, text, { polling: 50 });
  };
  const file = (name: string, buffer: Uint8Array) => ({
    ...{ name, mimeType: 'image/png', buffer: Buffer.from(buffer) },
  });

  test('files that are no images or name no class are named, and the others are taken', async () => {
    const page = await open();
    await page.getByLabel('Images of your own').check();
    const ink = encodePng({ bytes: Uint8Array.of(0, 255), shape: [1, 2, 1] });
    await page.setInputFiles('#image-files', [file('7_1.png', ink), file('7-2.png', ink)]);
    await said(page, '2 examples: 2 of 7; 2 to train on, 0 to test on.');
    await page.setInputFiles('#image-files', file('photo.png', ink));
    await said(page, 'photo.png names no class: choose one above and add it again.');
    const evil = '7<img src=x onerror=alert(1)>.png';
    await page.setInputFiles('#image-files', [file(evil, Buffer.from('text')), file('7.png', ink)]);
    await said(page, `${evil} is no image that this browser can read. 3 examples: 3 of 7`);
    expect(await page.locator('#choosing img').count()).toBe(0);
    // What is dark on light in the file is so here, over the whole width.
    const first = page.locator('#panel figure canvas').first();
    const row = await first.evaluate((canvas: HTMLCanvasElement) =>
      Array.from(canvas.getContext('2d')!.getImageData(0, 0, 28, 1).data).filter(
        (_, i) => i % 4 === 0,
      ),
    );
    expect([row[0], row.at(-1)]).toEqual([255, 0]);
    await page.close();
  });

  test('a client that fails says why, nothing is lost, and it can be tried again', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Add the drawing as 7' }).click();
    await said(page, 'Draw a digit first, then say which one it is.');
    expect(await page.isDisabled('#join')).toBe(true);
    await page.selectOption('#embedded-class', '7');
    await page.getByRole('button', { name: 'Add 10 of them' }).click();
    await said(page, '10 examples: 10 of 7; 8 to train on, 2 to test on.');
    await page.click('#join');
    await page.waitForFunction(() => document.querySelector('#state')!.textContent === 'Failed');
    expect(await page.innerText('#status-text')).toMatch(/^There is not enough memory/);
    expect(await page.innerText('#examples-said')).toMatch(/^10 examples/);
    await page.reload();
    await said(page, '10 examples: 10 of 7; 8 to train on, 2 to test on.');
    expect(await page.innerText('#state')).toBe('Not joined');
    await page.close();
  });

  test('its states have no serious barriers, at 400 pixels and in the dark, too', async () => {
    const source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
    const page = await open();
    const serious = async (): Promise<unknown> => {
      // A page's policy allows no evaluation; the debugger's is none of its scripts.
      const session = await context.newCDPSession(page);
      await session.send('Runtime.evaluate', { expression: source });
      return page.evaluate(async () => {
        const { axe } = globalThis as unknown as {
          axe: { run(): Promise<{ violations: { id: string; impact: string }[] }> };
        };
        const { violations } = await axe.run();
        return violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
      });
    };
    const width = (): Promise<number> => page.evaluate(() => document.body.scrollWidth);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width: colorScheme === 'dark' ? 400 : 1280, height: 900 });
      expect(await serious()).toEqual([]);
      await page.getByLabel('Draw digits').check();
      await page.getByRole('button', { name: 'Add 10 of them' }).click();
      await said(page, '10 examples');
      await page.click('#join');
      await page.waitForFunction(() => document.querySelector('#state')!.textContent === 'Failed');
      await page.click('#join');
      await page.waitForSelector('#rounds tbody tr');
      await page.getByText('This tab’s key').click();
      expect(await serious()).toEqual([]);
      expect(await width()).toBeLessThanOrEqual(colorScheme === 'dark' ? 400 : 1280);
      expect(await page.innerText('#key-said')).toMatch(/only for this visit.*keeps nothing/);
      await page.click('#leave');
      await page.waitForFunction(() => document.querySelector('#state')!.textContent === 'Left');
      await page.evaluate(() => {
        sessionStorage.clear();
      });
      await page.reload();
      await page.waitForSelector('#joining:not([hidden])');
    }
    await page.close();
  });

  test('a browser without WebAssembly, and one without room, are told so', async () => {
    const without = await open(undefined, () => {
      delete (globalThis as { WebAssembly?: unknown }).WebAssembly;
    });
    expect(await without.innerText('#problem')).toMatch(/^This browser has no WebAssembly/);
    expect(await without.isVisible('#choosing')).toBe(false);
    const full = await open(undefined, () => {
      Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
    });
    await full.getByRole('button', { name: 'Add 10 of them' }).click();
    await said(
      full,
      'There is no room to keep your examples over a reload; they stay until then. 10',
    );
    expect(await full.isEnabled('#join')).toBe(true);
    await without.close();
    await full.close();
  });

  test('a table without the columns of the federation is refused with their names', async () => {
    const tables = await serve();
    try {
      const page = await open(tables.origins[0]);
      const csv = (name: string, text: string) => ({ ...file(name, Buffer.from(text)) });
      await page.setInputFiles('#table-file', csv('a.csv', 'age,height\n1,2\n'));
      await said(page, 'a.csv has no column “weight, kg”, “outcome”. No table yet.');
      expect(await page.isDisabled('#join')).toBe(true);
      await page.setInputFiles('#table-file', csv('b.csv', 'age,"weight, kg",outcome\n1,2,3\n'));
      await said(page, 'b.csv, 31 bytes.');
      expect(await page.isEnabled('#join')).toBe(true);
      await page.close();
    } finally {
      await tables.close();
    }
  });

  test('nothing else went wrong', () => {
    expect(problems).toEqual([]);
  });
});
