import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { DataError } from '../../core/errors';
import { messageOf, systemCode, unreadable } from '../../core/systemError';
import { isGzip } from './fileBytes';
import type { ReadOptions } from './readOptions';
import type { Cell, RowBlock, RowSource } from './rowBlock';

/** Rows that are unpacked at once, unless a row group is smaller. */
const rowsAtOnce = 65536;

type Compressors = Readonly<Record<string, (input: Uint8Array, length: number) => Uint8Array>>;

/** A date without a time. */
const parsers = {
  dateFromDays: (days: number): string => new Date(days * 86_400_000).toISOString().slice(0, 10),
};

/**
 * The rows of a Parquet file, some at a time; only the wanted columns are read. Dates are text in ISO
 * 8601, true and false are categories.
 */
export function parquetRows(file: string, options: ReadOptions): RowSource {
  const blocks = readBlocks(file, options.columns);
  return { file, place: 'row', textual: false, namesAreFixed: true, blocks };
}

async function* readBlocks(file: string, wanted?: readonly string[]): AsyncGenerator<RowBlock> {
  // Both packages are ECMAScript modules alone.
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } =
    await import('hyparquet');
  const { compressors: codecs } = await import('hyparquet-compressors');
  const compressors = withEmptyPages(codecs);
  const reading = async <Result>(body: () => Promise<Result>): Promise<Result> => {
    try {
      return await body();
    } catch (cause) {
      if (cause instanceof DataError) throw cause;
      if (systemCode(cause) !== undefined) throw unreadable(file, cause);
      const problem = `cannot be read as Parquet: ${messageOf(cause)}`;
      throw new DataError(file, problem, undefined, { cause });
    }
  };
  const { buffer, metadata } = await reading(async () => {
    const buffer = (await isGzip(file)) ? await unpacked(file) : await asyncBufferFromFile(file);
    if (buffer.byteLength === 0) throw new DataError(file, 'is empty');
    return { buffer, metadata: await parquetMetadataAsync(buffer) };
  });
  const all = parquetSchema(metadata).children;
  const names = all.map(({ element }) => element.name);
  // A name that is not there is told by the reader, which knows all names.
  const kept = wanted?.every((name) => names.includes(name)) ? wanted : names;
  for (const { columns } of metadata.row_groups) {
    for (const { meta_data: column } of columns) {
      if (!column || !kept.includes(column.path_in_schema[0])) continue;
      if (column.codec !== 'UNCOMPRESSED' && !Object.hasOwn(compressors, column.codec)) {
        const known = Object.keys(compressors).join(', ');
        const name = column.path_in_schema.join('.');
        const advice = `codecs that are here: ${known}`;
        throw new DataError(file, `column "${name}" is compressed with ${column.codec}; ${advice}`);
      }
    }
  }
  let groupStart = 0;
  for (const group of metadata.row_groups) {
    const groupEnd = groupStart + Number(group.num_rows);
    for (let start = groupStart; start < groupEnd; start += rowsAtOnce) {
      const rowEnd = Math.min(start + rowsAtOnce, groupEnd);
      const columns = [...kept];
      const objects = await reading(() =>
        parquetReadObjects({
          file: buffer,
          metadata,
          compressors,
          columns,
          parsers,
          rowStart: start,
          rowEnd,
        }),
      );
      const rows = objects.map((object, row) =>
        kept.map((name) => cellOf(object[name], file, start + row + 1, name)),
      );
      const expected = start === 0 && { expectedRows: Number(metadata.num_rows) };
      yield { names: kept, rows, bad: new Map(), lineOf: (row) => start + row + 1, ...expected };
    }
    groupStart = groupEnd;
  }
  if (groupStart === 0) yield { names: kept, rows: [], bad: new Map(), lineOf: (row) => row + 1 };
}

/** A page without values, all of them missing, needs no codec; that of LZ4 refuses it. */
function withEmptyPages<Codecs extends Compressors>(codecs: Codecs): Codecs {
  const entries = Object.entries(codecs).map(([name, unpack]) => [
    name,
    (input: Uint8Array, length: number) =>
      length === 0 ? new Uint8Array(0) : unpack(input, length),
  ]);
  return Object.fromEntries(entries) as Codecs;
}

async function unpacked(file: string): Promise<ArrayBuffer> {
  const bytes = gunzipSync(await readFile(file));
  return new Uint8Array(bytes).buffer;
}

/** A cell for a value of Parquet. */
function cellOf(value: unknown, file: string, row: number, name: string): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  }
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Date) return value.toISOString();
  const what = value instanceof Uint8Array ? 'bytes' : 'nested values';
  const advice = 'keep other columns with the option columns';
  throw new DataError(file, `row ${row}, column "${name}" holds ${what}; ${advice}`);
}
