import { fileSlices, statSync } from '../../platform/files';
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
  const { parquetMetadataAsync, parquetReadObjects, parquetSchema } = await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  const file = await damaged(path, () => fileSlices(path));
  const metadata = await damaged(path, () => parquetMetadataAsync(file));
  const schema = await damaged(path, () => Promise.resolve(parquetSchema(metadata)));
  const names = schema.children.map(({ element }) => element.name);
  const missing = columns.find((column) => !names.includes(column));
  if (missing !== undefined) {
    const problem = `has no column ${missing}; its columns are ${names.join(', ')}`;
    throw new DataError(path, problem);
  }
  checkGroups(path, schema, metadata);
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

/** The part of the schema that is checked. */
interface Schema {
  readonly path: readonly string[];
  readonly children: readonly Schema[];
}

/** The part of the metadata that is checked. */
interface Groups {
  readonly num_rows: bigint;
  readonly row_groups: readonly {
    readonly num_rows: bigint;
    readonly columns: readonly {
      readonly meta_data?: { readonly path_in_schema: readonly string[] };
    }[];
  }[];
}

/**
 * Throws a `DataError` unless each group of rows has the schema's columns: the reader would begin to read
 * others, and nobody would wait for their errors.
 */
function checkGroups(path: string, schema: Schema, metadata: Groups): void {
  const leaves = (tree: Schema): string[] =>
    tree.children.length === 0 ? [tree.path.join('\0')] : tree.children.flatMap(leaves);
  const expected = leaves(schema).join('\n');
  let rows = 0;
  for (const group of metadata.row_groups) {
    const found = group.columns.map(({ meta_data }) => meta_data?.path_in_schema.join('\0'));
    rows += Number(group.num_rows);
    if (found.join('\n') === expected) continue;
    throw new DataError(
      path,
      'is a broken Parquet file: its rows have other columns than its schema',
    );
  }
  if (rows === Number(metadata.num_rows)) return;
  const problem = `its groups have ${rows} rows, its header promises ${metadata.num_rows}`;
  throw new DataError(path, `is a broken Parquet file: ${problem}`);
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
