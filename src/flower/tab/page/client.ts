/// <reference lib="dom" />
import type { ClientMessage, JoinMessage, SignedCall } from '../messages';

/** A client in a thread of its own, as the page sees it. */
export interface Client {
  join(message: JoinMessage): void;
  leave(): void;
  /** Signs off while the page is being closed, when nothing can wait any more. */
  farewell(): void;
}

/** Seconds that a client may take to find its key, and to sign off. */
const startSeconds = 30;
const leaveSeconds = 15;

/** Options of {@link startClient}. */
export interface ClientOptions {
  /** The name of the key that this tab had before it was reloaded. */
  readonly key: string | undefined;
  readonly hear: (message: ClientMessage) => void;
}

/**
 * Starts the thread; it is started again when a join follows its end. However it ends, one message `ended`
 * is heard.
 */
export function startClient({ key: oldKey, hear }: ClientOptions): Client {
  let key = oldKey;
  let worker: Worker | undefined;
  let signOff: SignedCall | undefined;
  let waiting: JoinMessage | undefined;
  let opened = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const end = (error: string | undefined): void => {
    clearTimeout(timer);
    worker?.terminate();
    worker = undefined;
    signOff = undefined;
    waiting = undefined;
    hear({ kind: 'ended', left: error === undefined, ...(error !== undefined && { error }) });
  };
  const within = (seconds: number, error: string | undefined): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      end(error);
    }, 1000 * seconds);
  };
  const listen = ({ data: message }: MessageEvent<ClientMessage>): void => {
    if (message.kind === 'identity') {
      clearTimeout(timer);
      opened = true;
      ({ key } = message);
      if (waiting) worker?.postMessage(waiting);
      waiting = undefined;
    }
    if (message.kind === 'farewell') signOff = message.call;
    if (message.kind === 'ended') {
      clearTimeout(timer);
      signOff = undefined;
      if (!opened) {
        worker?.terminate();
        worker = undefined;
      }
    }
    hear(message);
  };
  const open = (): void => {
    opened = false;
    worker = new Worker('clientWorker.js', { type: 'module' });
    worker.addEventListener('message', listen);
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      const reason = event.message ? ` (${event.message})` : '';
      end(
        `The client’s thread has ended${reason}; reload the page, or close other tabs if memory is short.`,
      );
    });
    worker.postMessage({ kind: 'open', ...(key !== undefined && { key }) });
    within(startSeconds, 'The client did not start; reload the page.');
  };
  const wake = (): void => {
    if (document.visibilityState === 'visible') worker?.postMessage({ kind: 'wake' });
  };
  document.addEventListener('visibilitychange', wake);
  addEventListener('online', wake);
  addEventListener('pageshow', wake);
  open();
  return {
    join: (message) => {
      if (!worker) open();
      if (opened) worker?.postMessage(message);
      else waiting = message;
    },
    leave: () => {
      worker?.postMessage({ kind: 'leave' });
      within(leaveSeconds, undefined);
    },
    farewell: () => {
      if (!signOff) return;
      const { url, headers, body } = signOff;
      void fetch(url, { method: 'POST', headers, body, keepalive: true }).catch(() => undefined);
    },
  };
}
