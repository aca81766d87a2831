import { gunzipSync } from '../../platform/deflate';
import { fileSlices, readFile } from '../../platform/files';
import { DataError } from '../../core/errors';
import { messageOf, systemCode, unreadable } from '../../core/systemError';
import { isGzip } from './fileBytes';
import type { ReadOptions } from './readOptions';
import type { Cell, RowBlock, RowSource } from './rowBlock';

/** Rows that are handed on at once. */
const rowsAtOnce = 4096;

type Compressors = Readonly<Record<string, (input: Uint8Array, length: number) => Uint8Array>>;

/** A date without a time. */
const parsers = {
  dateFromDays: (days: number): string => new Date(days * 86_400_000).toISOString().slice(0, 10),
};

/**
 * The rows of a Parquet file. Memory holds the wanted columns of one row group. Dates are text in ISO
 * 8601, true and false are categories.
 */
export function parquetRows(file: string, options: ReadOptions): RowSource {
  const blocks = readBlocks(file, options.columns);
  return { file, place: 'row', textual: false, namesAreFixed: true, blocks };
}

async function* readBlocks(file: string, wanted?: readonly string[]): AsyncGenerator<RowBlock> {
  // Both packages are ECMAScript modules alone.
  const { parquetMetadataAsync, parquetScan, parquetSchema } = await import('hyparquet');
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
    const buffer = isGzip(file) ? await unpacked(file) : await fileSlices(file);
    if (buffer.byteLength === 0) throw new DataError(file, 'is empty');
    return { buffer, metadata: await parquetMetadataAsync(buffer) };
  });
  const all = parquetSchema(metadata).children;
  const names = all.map(({ element }) => element.name);
  // A name that is not there is told by the reader, which knows all names.
  const kept = wanted?.every((name) => names.includes(name)) ? wanted : names;
  const blockOf = (rows: Cell[][], start: number): RowBlock => ({
    names: kept,
    rows,
    bad: new Map(),
    lineOf: (row) => start + row + 1,
  });
  refuseUnknownCodecs(file, metadata.row_groups, kept, Object.keys(compressors));
  const columns = [...kept];
  const scan = await reading(() =>
    parquetScan({ file: buffer, metadata, compressors, columns, parsers, useOffsetIndex: false }),
  );
  if (scan.ranges.length === 0) yield blockOf([], 0);
  const count = Number(metadata.num_rows);
  for (const { rowStart, rowEnd } of scan.ranges) {
    const values = await reading(() =>
      Promise.all(columns.map((column) => scan.readColumn({ column, rowStart, rowEnd }))),
    );
    for (let start = rowStart; start < rowEnd; start += rowsAtOnce) {
      const rows = Array.from({ length: Math.min(rowsAtOnce, rowEnd - start) }, (_, row) =>
        values.map((column, place) =>
          cellOf(column[start - rowStart + row], file, start + row + 1, kept[place]),
        ),
      );
      const block = blockOf(rows, start);
      yield start === 0 ? { ...block, expectedRows: count } : block;
    }
  }
}

interface RowGroup {
  readonly columns: readonly {
    readonly meta_data?: { readonly codec: string; readonly path_in_schema: readonly string[] };
  }[];
}

/** Tells before anything is read that a wanted column cannot be unpacked. */
function refuseUnknownCodecs(
  file: string,
  groups: readonly RowGroup[],
  wanted: readonly string[],
  codecs: readonly string[],
): void {
  const stored = groups.flatMap(({ columns }) => columns.flatMap((one) => one.meta_data ?? []));
  const wrong = stored.find(
    ({ codec, path_in_schema: [name] }) =>
      wanted.includes(name) && codec !== 'UNCOMPRESSED' && !codecs.includes(codec),
  );
  if (!wrong) return;
  const problem = `column "${wrong.path_in_schema.join('.')}" is compressed with ${wrong.codec}`;
  throw new DataError(file, `${problem}; codecs that are here: ${codecs.join(', ')}`);
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
