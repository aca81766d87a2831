/** Threads that run a module of this library, and memory that they share. */
import type { ThreadModule, ThreadOptions, ThreadProgram } from '../node/threads';
import { beside } from './beside';
import { Emitter } from './emitter';
import { OwnThread } from './ownThread';
import type { Runner, RunnerEvents } from './ownThread';

export type { ThreadModule, ThreadOptions, ThreadProgram, ThreadSide } from '../node/threads';

/** By its name a worker knows that it is a thread of this library. */
const threadName = 'federated thread';

const parallel =
  globalThis.crossOriginIsolated &&
  typeof SharedArrayBuffer === 'function' &&
  typeof Worker === 'function';

/** Why threads are no more than a way to write a program here; undefined where they run in parallel. */
export const noThreads: string | undefined = parallel
  ? undefined
  : 'the page is not cross-origin isolated, so its threads cannot share memory (the server would have to ' +
    'send Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp)';

/**
 * A thread: a Web Worker where workers can share memory with the page, otherwise the caller's own. There
 * its messages are not copied, so that all memory is shared.
 *
 * Emits `message`, `messageerror`, `error` (after which it ends), `terminate` and `exit`. A worker's
 * program is the file beside the bundle with the name of the module: `worker.js`.
 */
export class Thread extends Emitter {
  #runner: Runner | undefined;

  constructor(module: ThreadModule, { data }: ThreadOptions) {
    super();
    const events = {
      message: (message: unknown) => {
        if (this.#runner) this.emit('message', message);
      },
      messageerror: (error: Error) => this.emit('messageerror', error),
      error: (error: Error) => {
        if (!this.#runner) return;
        this.emit('error', error);
        this.#end();
      },
    };
    this.#runner = parallel ? webWorker(module, data, events) : new OwnThread(module, data, events);
  }

  postMessage(message: unknown): void {
    this.#runner?.post(message);
  }

  terminate(): Promise<number> {
    this.emit('terminate');
    this.#end();
    return Promise.resolve(1);
  }

  /** Nothing keeps a page open. */
  ref(): void {
    return undefined;
  }

  unref(): void {
    return undefined;
  }

  #end(): void {
    const runner = this.#runner;
    if (!runner) return;
    this.#runner = undefined;
    runner.end();
    this.emit('exit', 1);
  }
}

function webWorker({ path }: ThreadModule, data: unknown, events: RunnerEvents): Runner {
  const address = beside(`${path.split('/').at(-1)!}.js`);
  const worker = new Worker(address, { type: 'module', name: threadName });
  worker.onmessage = (event: MessageEvent<unknown>) => {
    events.message(event.data);
  };
  worker.onmessageerror = () => {
    events.messageerror(new Error('a message could not be read'));
  };
  worker.onerror = (event) => {
    event.preventDefault();
    // Without a message, it is the program that could not be loaded.
    const problem = event.message || `${address} could not be loaded`;
    events.error(new Error(problem.replace(/^(Uncaught )?(Error: )?/, '')));
  };
  worker.postMessage(data);
  return {
    post: (message) => {
      worker.postMessage(message);
    },
    end: () => {
      worker.terminate();
    },
  };
}

/** Runs a program if this is the thread that was started for it. */
export function runAsThread<Data, Received, Sent>(main: ThreadProgram<Data, Received, Sent>): void {
  if ((globalThis as { readonly name?: unknown }).name !== threadName) return;
  let listener: ((message: Received) => void) | undefined;
  let started = false;
  addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (started) {
      listener?.(data as Received);
      return;
    }
    started = true;
    main({
      data: data as Data,
      post: (message) => {
        postMessage(message);
      },
      listen: (given) => {
        listener = given;
      },
      atEnd: () => undefined,
    });
  });
  // As in Node.js, a message or a rejection that nothing takes ends the thread.
  addEventListener('messageerror', () => {
    throw new Error('a message could not be read');
  });
  addEventListener('unhandledrejection', ({ reason }) => {
    reportError(reason);
  });
}

/** Memory that all threads see. */
export function sharedBuffer(bytes: number): SharedArrayBuffer {
  // In one thread all memory is shared; the two kinds have the same functions.
  return parallel ? new SharedArrayBuffer(bytes) : (new ArrayBuffer(bytes) as never);
}

/** Whether all threads see these numbers without a copy. */
export function isShared({ buffer }: ArrayBufferView): boolean {
  return !parallel || buffer instanceof SharedArrayBuffer;
}
