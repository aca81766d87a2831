/** One event in the life of a SuperNode. It never holds weights, examples or settings. */
export interface NodeEvent {
  readonly level: 'info' | 'warn' | 'error';
  /** A name for programs to look for: `active`, `message`, `reply`. */
  readonly event: string;
  /** One line for people. */
  readonly text: string;
  readonly facts?: Readonly<Record<string, string | number | bigint | boolean>>;
}

/** Takes a SuperNode's events. */
export type NodeLog = (event: NodeEvent) => void;

/** How events become lines. */
export interface LineOptions {
  /** One JSON object per line instead of a sentence. */
  readonly json?: boolean;
  /** The current time; default: the system's. */
  readonly now?: () => Date;
}

/** Control characters and others that would break or color a line. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/**
 * A log that writes each event as one line, including the line break.
 *
 * ```ts
 * const log = fl.flower.lineLog((line) => process.stdout.write(line));
 * ```
 */
export function lineLog(write: (line: string) => void, options: LineOptions = {}): NodeLog {
  const { json = false, now = () => new Date() } = options;
  return ({ level, event, text, facts }) => {
    const time = now().toISOString();
    const line = text.replaceAll(unprintable, ' ').slice(0, 1000);
    if (!json) {
      const mark = level === 'info' ? '' : `${level}: `;
      write(`${time.slice(11, 19)}  ${mark}${line}\n`);
      return;
    }
    const entries = Object.entries(facts ?? {}).map(([name, value]) => [
      name,
      typeof value === 'bigint' ? `${value}` : value,
    ]);
    const all = { time, level, event, text: line, ...(Object.fromEntries(entries) as object) };
    write(`${JSON.stringify(all)}\n`);
  };
}
