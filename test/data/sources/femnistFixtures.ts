import { spawnSync } from 'node:child_process';
import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Database, type JSValue } from 'node-sqlite3-wasm';
import { findPython } from '../../../src/data/download/python';

/** A protobuf field of wire type 2; `tag` is the number shifted, with the type. */
export function field(tag: number, content: Uint8Array | string): Buffer {
  const bytes = Buffer.from(content as string);
  const length: number[] = [];
  let rest = bytes.length;
  for (; rest > 127; rest >>>= 7) length.push((rest & 127) | 128);
  return Buffer.concat([Buffer.from([tag, ...length, rest]), bytes]);
}

/** A map entry of `tf.train.Features` in the order key, value. */
export function feature(key: string, list: Uint8Array): Buffer {
  return field(0x0a, Buffer.concat([field(0x0a, key), field(0x12, list)]));
}

export function packedFloats(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeFloatLE(value, 4 * i));
  return field(0x12, field(0x0a, bytes));
}

export function packedInt(value: number): Buffer {
  return field(0x1a, field(0x0a, Buffer.from([value])));
}

/** A serialized `tf.train.Example` with `label` below 128 and `pixels`. */
export function example(label: number, pixels: readonly number[]): Buffer {
  return field(
    0x0a,
    Buffer.concat([feature('label', packedInt(label)), feature('pixels', packedFloats(pixels))]),
  );
}

/** A white image with one grey level (0 … 255) in its first pixel. */
export function page(level: number): number[] {
  return [level / 255, ...new Array<number>(783).fill(1)];
}

/** The bytes that a loader makes of `page(level)`. */
export function ink(level: number): number[] {
  return [255 - level, ...new Array<number>(783).fill(0)];
}

export interface TffRow {
  readonly split: string;
  readonly client: string;
  readonly blob: JSValue;
}

/** Writes TFF's schema; client_metadata is counted from the rows unless it is given. */
export function writeTff(
  file: string,
  rows: readonly TffRow[],
  options: {
    readonly metadata?: readonly (readonly [client: string, split: string, size: JSValue])[];
    readonly sql?: string;
    readonly pageSize?: number;
  } = {},
): void {
  const database = new Database(file);
  database.exec(`PRAGMA page_size = ${options.pageSize ?? 4096};
    CREATE TABLE client_metadata (client_id TEXT, split_name TEXT, num_examples INTEGER);
    CREATE TABLE examples (split_name TEXT, client_id TEXT, serialized_example_proto BLOB);
    ${options.sql ?? ''}`);
  for (const { split, client, blob } of rows) {
    database.run('INSERT INTO examples VALUES (?, ?, ?)', [split, client, blob]);
  }
  const counts = new Map<string, number>();
  for (const { client, split } of rows) {
    const key = `${client}\n${split}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const counted = [...counts].map(([key, size]) => [...key.split('\n'), size]);
  for (const row of options.metadata ?? counted) {
    database.run('INSERT INTO client_metadata VALUES (?, ?, ?)', [...row]);
  }
  database.close();
}

/** Runs a Python program, which must end well, and returns its output. */
export function python(program: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(findPython(), ['-c', program, ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** Makes a folder's `…_test.json` files available in another folder. */
export function linkTestFiles(from: string, to: string): string[] {
  const names = readdirSync(from).filter((name) => name.endsWith('_test.json'));
  for (const name of names) symlinkSync(join(from, name), join(to, name));
  return names;
}
