import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { startChromium } from '../browser/support/chromium';
import type { ServedFile } from '../../src/flower/launch/tabs/servedFiles';
import { startTabServer } from '../../src/flower/launch/tabs/tabServer';
import type { TabServer, TabServerOptions } from '../../src/flower/launch/tabs/tabServer';
import type { ClientMessage, PageMessage } from '../../src/flower/tab/messages';
import type { FlowerDescriptors } from '../../src/flower/wire/descriptors';
import { root } from './setup';

/** A page that does nothing but pass messages on. */
const script = `
const worker = new Worker('clientWorker.js', { type: 'module' });
const messages = [];
let farewell;
worker.onmessage = ({ data }) => {
  messages.push(data);
  if (data.kind === 'identity') sessionStorage.setItem('key of the tab', data.key);
  if (data.kind === 'farewell') farewell = data.call;
};
worker.onerror = (event) => messages.push({ kind: 'ended', left: false, error: 'worker: ' + event.message });
globalThis.tab = { messages, worker };
addEventListener('pagehide', () => {
  if (farewell) fetch(farewell.url, { method: 'POST', keepalive: true, ...farewell });
});
worker.postMessage({ kind: 'open', key: sessionStorage.getItem('key of the tab') ?? undefined });
`;

interface TabWindow {
  readonly tab: { readonly messages: ClientMessage[]; readonly worker: Worker };
}

const types: Readonly<Record<string, string>> = {
  '.bin': 'application/octet-stream',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/**
 * Serves a minimal page with the library's bundles, and the Fleet API of a SuperLink.
 *
 * @param options.prelude what the client's program does first: takes away what a browser may lack
 */
export function serveTabs(
  superLink: string,
  { bytes, version }: FlowerDescriptors,
  { prelude = '', ...options }: Partial<TabServerOptions> & { readonly prelude?: string } = {},
): Promise<TabServer> {
  const folder = join(root, 'src', 'dist', 'browser');
  const schema = { flwr: version, descriptors: Buffer.from(bytes).toString('base64') };
  const bodyOf = (name: string): Buffer => {
    const body = readFileSync(join(folder, name));
    return name === 'clientWorker.js' ? Buffer.concat([Buffer.from(prelude), body]) : body;
  };
  const text = (type: string, body: string): ServedFile => ({ type, body: Buffer.from(body) });
  const files = new Map<string, ServedFile>([
    ['/', text('text/html', '<!doctype html><title>A tab</title><script src="tab.js"></script>')],
    ['/tab.js', text('text/javascript', script)],
    ['/schema.json', text('application/json', JSON.stringify(schema))],
    ...readdirSync(folder).map((name): [string, ServedFile] => [
      `/${name}`,
      { type: types[extname(name)] ?? 'text/plain', body: bodyOf(name) },
    ]),
  ]);
  return startTabServer({ superLink, files, ...options });
}

/** A tab of such a page. */
export class TestTab {
  constructor(readonly page: Page) {}

  static async open(browser: BrowserContext, address: string): Promise<TestTab> {
    const page = await browser.newPage();
    const tab = new TestTab(page);
    await page.goto(address);
    await tab.until(({ kind }) => kind === 'identity' || kind === 'ended');
    return tab;
  }

  send(message: PageMessage): Promise<void> {
    return this.page.evaluate((sent) => {
      const revive = (value: unknown): unknown => {
        if (typeof value !== 'object' || value === null) return value;
        if ('base64' in value) {
          return Uint8Array.from(atob(String(value.base64)), (c) => c.charCodeAt(0));
        }
        if (Array.isArray(value)) return value.map(revive);
        return Object.fromEntries(Object.entries(value).map(([name, of]) => [name, revive(of)]));
      };
      (globalThis as unknown as TabWindow).tab.worker.postMessage(revive(sent));
    }, portable(message));
  }

  async messages(): Promise<ClientMessage[]> {
    return this.page.evaluate(() => {
      const { messages } = (globalThis as unknown as TabWindow).tab;
      return messages.map((one) => ({ ...one }));
    });
  }

  /** The messages of a kind. */
  async told<K extends ClientMessage['kind']>(
    kind: K,
  ): Promise<Extract<ClientMessage, { kind: K }>[]> {
    const all = await this.messages();
    return all.filter((one): one is Extract<ClientMessage, { kind: K }> => one.kind === kind);
  }

  /** Waits for a message. */
  async until(
    wanted: (message: ClientMessage) => boolean,
    seconds = 60,
    from = 0,
  ): Promise<ClientMessage> {
    const end = performance.now() + 1000 * seconds;
    for (;;) {
      const all = await this.messages();
      const found = all.slice(from).find(wanted);
      if (found) return found;
      if (performance.now() > end) {
        const last = all.slice(-5).map((one) => JSON.stringify(one).slice(0, 300));
        throw new Error(`no such message in ${seconds} s; the last:\n${last.join('\n')}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** A message without bytes, which a debugger's connection cannot carry. */
function portable(value: unknown): never {
  const replaced = (one: unknown): unknown => {
    if (one instanceof Uint8Array) return { base64: Buffer.from(one).toString('base64') };
    if (Array.isArray(one)) return one.map(replaced);
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([name, of]) => [name, replaced(of)]));
  };
  return replaced(value) as never;
}

/** Calls `body` with a headless Chromium that has a new profile, and closes it. */
export async function withChromium(
  body: (browser: BrowserContext) => Promise<void>,
): Promise<void> {
  const { context, close } = await startChromium({ ignoreHTTPSErrors: true });
  try {
    await body(context);
  } finally {
    await close();
  }
}
