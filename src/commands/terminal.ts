import { process } from '../platform/system';
import { stopSignal } from './stopSignal';
import type { StopOptions } from './stopSignal';

/** A stream that may be a terminal. */
export type Output = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
};

/** What a command writes to, and what stops it. */
export interface CommandIo {
  /** For results: what was asked for. */
  readonly out: Output;
  /** For progress, warnings and errors. */
  readonly err: Output;
  readonly signal: AbortSignal;
}

/** The terminal that this process runs in, with a signal that aborts on Ctrl-C. */
export function processTerminal(options: StopOptions): CommandIo {
  const { signal } = stopSignal(options);
  exitWithReader();
  return { out: process.stdout, err: process.stderr, signal };
}

/** Exits quietly when the reader of standard output stops reading, as `| head` does. */
export function exitWithReader(): void {
  process.stdout.on('error', () => process.exit());
}
