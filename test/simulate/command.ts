import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { main } from '../../src/simulate/cli';
import type { RoundRecord } from '../../src/simulation/roundRecord';

/** What the command wrote and how it ended. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A stream that keeps what is written. */
export function sink(onWrite: (text: string) => void = () => undefined) {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      onWrite(text);
      done();
    },
  });
  return { stream, text: () => text };
}

/**
 * Runs the command in this process.
 *
 * @param stopAt as soon as this is written to standard error, Ctrl-C
 */
export async function command(argv: readonly string[], stopAt?: RegExp): Promise<Said> {
  const controller = new AbortController();
  const out = sink();
  const err = sink((text) => {
    if (stopAt?.test(text)) controller.abort();
  });
  const io = { out: out.stream, err: err.stream, signal: controller.signal };
  const code = await main(argv, io);
  return { code, out: out.text(), err: err.text() };
}

/** A run's `metrics.jsonl`. */
export function readMetrics(folder: string): RoundRecord[] {
  const lines = readFileSync(join(folder, 'metrics.jsonl'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as RoundRecord);
}

/** A JSON file of a run. */
export function readJson(folder: string, name: string): unknown {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'));
}

/** The bytes of some of a run's files, to be compared. */
export function bytesOf(folder: string, names: readonly string[]): string[] {
  return names.map((name) => readFileSync(join(folder, name)).toString('base64'));
}
