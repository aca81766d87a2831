/** Process events that decide what happens to an uncaught error. */
const events = ['uncaughtException', 'unhandledRejection'] as const;

type Event = (typeof events)[number];
type Listener = (...args: unknown[]) => void;

/**
 * Runs `start` and removes the process listeners for uncaught errors that a package's code adds in
 * the meantime. Emscripten's modules add listeners that rethrow the error, which ends a process
 * that would otherwise have continued. Listeners that other code adds at the same time stay.
 *
 * @param folder a part of the path of all files of the package, such as `tfjs-backend-wasm`
 */
export async function withoutListenersOf<Result>(
  folder: string,
  start: () => Promise<Result>,
): Promise<Result> {
  const watch = (event: string | symbol, listener: Listener): void => {
    const watched = events.find((each) => each === event);
    if (!watched || !callStack().includes(folder)) return;
    // `newListener` is emitted before the listener is added.
    queueMicrotask(() => process.off(watched, listener));
  };
  process.on('newListener', watch);
  try {
    return await start();
  } finally {
    process.off('newListener', watch);
  }
}

/** Runs `body` and then restores the process's listeners for uncaught errors. */
export function keepingListeners(body: () => void): void {
  const before = events.map((event) => [event, listenersOf(event)] as const);
  try {
    body();
  } finally {
    for (const [event, listeners] of before) {
      const after = listenersOf(event);
      if (same(after, listeners)) continue;
      process.removeAllListeners(event);
      for (const listener of listeners) process.on(event, listener);
    }
  }
}

const same = (a: readonly Listener[], b: readonly Listener[]): boolean =>
  a.length === b.length && a.every((listener, i) => listener === b[i]);

/** The listeners as they were added, including those for one time only. */
function listenersOf(event: Event): Listener[] {
  return process.rawListeners(event) as Listener[];
}

function callStack(): string {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 10;
  try {
    return new Error().stack ?? '';
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
