import { statSync } from 'node:fs';
import { DataError } from '../../core/errors';
import { messageOf, systemCode, unreadable, whileReading } from '../../core/systemError';
import { classesOf } from './classesOf';

/** The columns of a Parquet file that were asked for. */
export interface ParquetTable {
  readonly rows: number;
  /** What Hugging Face's metadata says of a column of classes; undefined if nothing. */
  classNames(column: string): readonly string[] | undefined;
  /** The rows in order, read a group at a time; the values are in the order of the columns. */
  read(): AsyncIterable<{ readonly row: number; readonly values: readonly unknown[] }>;
}

/**
 * Opens a Parquet file, compressed by any of the format's usual codecs.
 *
 * @throws DataError if it is no Parquet file or lacks a column; reading throws one for damage
 */
export async function openParquet(path: string, columns: readonly string[]): Promise<ParquetTable> {
  whileReading(path, () => statSync(path));
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } =
    await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  const file = await damaged(path, () => asyncBufferFromFile(path));
  const metadata = await damaged(path, () => parquetMetadataAsync(file));
  const names = parquetSchema(metadata).children.map(({ element }) => element.name);
  const missing = columns.find((column) => !names.includes(column));
  if (missing !== undefined) {
    const problem = `has no column ${missing}; its columns are ${names.join(', ')}`;
    throw new DataError(path, problem);
  }
  const rows = Number(metadata.num_rows);
  return {
    rows,
    classNames(column) {
      const entry = metadata.key_value_metadata?.find(({ key }) => key === 'huggingface');
      const found = huggingFaceNames(entry?.value, column);
      if (found) classesOf(`${path}, column ${column}`, found);
      return found;
    },
    async *read() {
      let row = 0;
      for (const group of metadata.row_groups) {
        const rowEnd = row + Number(group.num_rows);
        const records = await damaged(path, () =>
          parquetReadObjects({
            file,
            metadata,
            columns: [...columns],
            rowStart: row,
            rowEnd,
            compressors,
            utf8: false,
          }),
        );
        for (const record of records) {
          yield { row: row++, values: columns.map((column) => record[column] as unknown) };
        }
      }
    },
  };
}

/** Anything that the reader throws, as a `DataError`. */
async function damaged<Result>(path: string, body: () => Promise<Result>): Promise<Result> {
  try {
    return await body();
  } catch (cause) {
    if (systemCode(cause) !== undefined) throw unreadable(path, cause);
    const problem = `is not a Parquet file that can be read: ${messageOf(cause)}`;
    throw new DataError(path, problem, undefined, { cause });
  }
}

/** `{ info: { features: { label: { names: […], _type: 'ClassLabel' } } } }` */
function huggingFaceNames(json: string | undefined, column: string): string[] | undefined {
  if (json === undefined) return undefined;
  let features: unknown;
  try {
    features = (JSON.parse(json) as { info?: { features?: unknown } } | null)?.info?.features;
  } catch {
    return undefined; // Metadata is an extra; the numbers are the names then.
  }
  const feature = (features as Record<string, { names?: unknown }> | undefined)?.[column];
  const names = feature?.names;
  if (!Array.isArray(names) || names.length === 0) return undefined;
  return names.every((name) => typeof name === 'string') ? names : undefined;
}
