import { Worker } from 'node:worker_threads';
import { builtFile } from '../../core/projectFolder';
import type { DetachedCall } from '../wire/detachedCall';

/** A heartbeat, and the seconds after twice which the server gives the node up without one. */
export interface StandInCall extends DetachedCall {
  readonly seconds: number;
}

/**
 * Sends a node's heartbeats from a thread of its own where the main thread does not get to it: a client
 * app may hold it up for as long as it trains. The thread is started for the first message.
 */
export class HeartbeatStandIn {
  readonly #last = new BigInt64Array(new SharedArrayBuffer(8));
  #worker: Worker | undefined;
  #current: StandInCall | undefined;

  constructor() {
    this.heard();
  }

  /** `Date.now()` when the server last heard a heartbeat, from whichever thread. */
  get last(): number {
    return Number(Atomics.load(this.#last, 0));
  }

  /** To be called for each heartbeat of the main thread that was answered. */
  heard(): void {
    Atomics.store(this.#last, 0, BigInt(Date.now()));
  }

  /**
   * Has the thread see to the heartbeats.
   *
   * @returns what ends that
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

  #thread(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(builtFile('flower/node/heartbeatWorker'), {
      workerData: this.#last,
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: 2 },
    });
    worker.unref();
    // One that dies is replaced at the next message; until then the main thread is on its own.
    worker.on('error', () => (this.#worker = undefined));
    this.#worker = worker;
    return worker;
  }
}
