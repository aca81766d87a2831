/*
 * The program of a Web Worker that is a client of a Flower federation. A page starts it as
 * `new Worker('clientWorker.js', { type: 'module' })` and talks to it in the messages of flower/tab/messages.ts.
 */
import { takeKey } from '../flower/tab/keyStore';
import type { ClientMessage, PageMessage } from '../flower/tab/messages';
import { tabClient } from '../flower/tab/tabClient';
import { beside } from '../platform/browser/beside';
import { loadEmbeddedDigits } from './embeddedDigits';

const take = tabClient({
  post: (message: ClientMessage) => {
    postMessage(message);
  },
  address: beside('.'),
  takeKey,
  loadDigits: () => loadEmbeddedDigits(),
});

addEventListener('message', ({ data }: MessageEvent<PageMessage>) => {
  take(data);
});
