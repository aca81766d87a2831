import { sharedBuffer, Thread } from '../../platform/threads';
import type { DetachedCall } from '../wire/detachedCall';

/**
 * A heartbeat, and its interval in seconds: without one for twice as long, the server gives up on
 * the node.
 */
export interface StandInCall extends DetachedCall {
  readonly seconds: number;
}

/**
 * Sends a node's heartbeats from a separate thread when the main thread cannot: a client app may
 * block it for as long as it trains. The thread is started for the first message.
 */
export class HeartbeatStandIn {
  readonly #last = new BigInt64Array(sharedBuffer(8));
  #worker: Thread | undefined;
  #current: StandInCall | undefined;

  constructor() {
    this.heard();
  }

  /** `Date.now()` when the server last received a heartbeat, from either thread. */
  get last(): number {
    return Number(Atomics.load(this.#last, 0));
  }

  /** Must be called for each answered heartbeat of the main thread. */
  heard(): void {
    Atomics.store(this.#last, 0, BigInt(Date.now()));
  }

  /**
   * Makes the thread watch over the heartbeats.
   *
   * @returns a function that ends this
   */
  watch(call: StandInCall): () => void {
    this.#current = call;
    this.#thread().postMessage(call);
    return () => {
      if (this.#current !== call) return;
      this.#current = undefined;
      this.#worker?.postMessage(undefined);
    };
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate();
  }

  #thread(): Thread {
    if (this.#worker) return this.#worker;
    const worker = new Thread(
      { path: 'flower/node/heartbeatWorker', load: () => import('./heartbeatWorker.js') },
      { data: this.#last, youngMegabytes: 2 },
    );
    worker.unref();
    // If the thread dies, it is replaced at the next message; until then there is only the main
    // thread.
    worker.on('error', () => (this.#worker = undefined));
    this.#worker = worker;
    return worker;
  }
}
