/** Threads that run a module of this library, and memory that they share. */
import { basename, join, resolve } from 'node:path';
import { parentPort, Worker, workerData } from 'node:worker_threads';

/** What a thread has of the one that started it. */
export interface ThreadSide<Data = unknown, Received = unknown, Sent = unknown> {
  /** What the thread was started with. */
  readonly data: Data;
  readonly post: (message: Sent) => void;
  /** Sets the function that takes each message. */
  readonly listen: (listener: (message: Received) => void) => void;
  /**
   * Sets the function that frees what the thread holds. It is called only where the thread has no memory
   * of its own that ends with it.
   */
  readonly atEnd: (free: () => Promise<void>) => void;
}

/** A thread's program; it is called once, when the thread starts. */
export type ThreadProgram<Data, Received, Sent> = (side: ThreadSide<Data, Received, Sent>) => void;

/** A module that a thread can run: it exports `main` and calls {@link runAsThread} with it. */
export interface ThreadModule {
  /** From `src/`, without an extension: `'training/worker/worker'`. */
  readonly path: string;
  /** `() => import('./worker')`, for where the thread can only be the caller's own. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a program's messages are its own affair
  readonly load: () => Promise<{ readonly main: ThreadProgram<any, any, any> }>;
}

/** How a thread is started. */
export interface ThreadOptions {
  /** Copied to the thread, except for shared memory. */
  readonly data: unknown;
  /** What the thread's short-lived objects may take; default: as much as in any other thread. */
  readonly youngMegabytes?: number;
}

/** Why threads are no more than a way to write a program here; undefined where they run in parallel. */
export const noThreads: string | undefined = undefined;

/**
 * A thread. Emits `message`, `messageerror`, `error` (after which it ends) and `exit`.
 *
 * ```ts
 * const thread = new Thread({ path: 'training/worker/worker', load: () => import('./worker') }, { data });
 * thread.on('message', (answer) => console.log(answer));
 * thread.postMessage(question);
 * ```
 */
export class Thread extends Worker {
  constructor({ path }: ThreadModule, { data, youngMegabytes }: ThreadOptions) {
    super(builtModule(path), {
      workerData: data,
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes },
    });
  }
}

/** Runs a program if this is the thread that was started for it. */
export function runAsThread<Data, Received, Sent>(main: ThreadProgram<Data, Received, Sent>): void {
  const port = parentPort;
  if (!port) return;
  port.on('messageerror', (error) => {
    throw error;
  });
  main({
    data: workerData as Data,
    post: (message) => {
      port.postMessage(message);
    },
    listen: (listener) => {
      port.on('message', listener);
    },
    atEnd: () => undefined,
  });
}

/** Memory that all threads see. */
export function sharedBuffer(bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(bytes);
}

/** Whether all threads see these numbers without a copy. */
export function isShared({ buffer }: ArrayBufferView): boolean {
  return buffer instanceof SharedArrayBuffer;
}

/** A compiled module of this library, whether this one runs compiled or from source. */
function builtModule(path: string): string {
  const library = resolve(__dirname, '..', '..');
  const built = basename(library) === 'dist' ? library : join(library, 'dist');
  return `${join(built, ...path.split('/'))}.js`;
}
