/** Events of the process that decide what becomes of an error that nobody has caught. */
const events = ['uncaughtException', 'unhandledRejection'] as const;

type Event = (typeof events)[number];
type Listener = (...args: unknown[]) => void;

/**
 * Runs `start`, and takes away what the code of a package adds to the process's listeners for uncaught
 * errors meanwhile. Emscripten's modules add listeners that throw the error again, which ends a process
 * that would otherwise have gone on. Listeners that others add at the same time stay.
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
    // It is announced before it is there.
    queueMicrotask(() => process.off(watched, listener));
  };
  process.on('newListener', watch);
  try {
    return await start();
  } finally {
    process.off('newListener', watch);
  }
}

/** Runs `body`; the process's listeners for uncaught errors are afterwards those before it. */
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

/** The listeners as they were added, those for one time only included. */
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
