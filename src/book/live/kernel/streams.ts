type StreamName = 'stdout' | 'stderr';

/** Texts are sent at least this far apart, */
const leastMilliseconds = 50;
/** unless there is more than this, in characters. */
const mostCharacters = 1 << 16;

/** What cells print. */
export interface Streams {
  write(name: StreamName, text: string): void;
  /** Sends what is waiting: before anything else is shown, and at the end of a cell. */
  flush(): void;
}

/**
 * Sends the first text at once, even if the code then never returns to the event loop, and merges what
 * follows shortly after.
 *
 * @param clock monotonic milliseconds
 */
export function createStreams(
  send: (name: StreamName, text: string) => void,
  clock: () => number,
): Streams {
  let waiting: { readonly name: StreamName; text: string } | undefined;
  let sent = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (!waiting) return;
    const { name, text } = waiting;
    waiting = undefined;
    sent = clock();
    send(name, text);
  };
  return {
    flush,
    write(name, text) {
      if (waiting && waiting.name !== name) flush();
      waiting ??= { name, text: '' };
      waiting.text += text;
      const wait = sent + leastMilliseconds - clock();
      if (wait <= 0 || waiting.text.length > mostCharacters) flush();
      else timer ??= setTimeout(flush, wait);
    },
  };
}

/** Where each method of `console` prints. */
const methods: Readonly<Record<string, StreamName>> = {
  log: 'stdout',
  info: 'stdout',
  debug: 'stdout',
  dir: 'stdout',
  table: 'stdout',
  warn: 'stderr',
  error: 'stderr',
  trace: 'stderr',
};

/**
 * Lets a console print into streams.
 *
 * @param format values as one text
 */
export function printInto(
  console: object,
  streams: Streams,
  format: (...values: unknown[]) => string,
): void {
  for (const [method, name] of Object.entries(methods)) {
    Object.assign(console, {
      [method]: (...values: unknown[]) => {
        streams.write(name, `${format(...values)}\n`);
      },
    });
  }
}
