import { ArgumentError, DataError } from '../../core/errors';
import type { Table } from '../table';
import { kindFrom } from './columnKind';
import { type BadRow, type ReadColumns, readRows } from './readRows';
import { type ReadOptions, checkReadOptions } from './readOptions';
import { textInNumbers } from './textInNumbers';

/** What became of the rows of each file. */
export interface ReadReport {
  readonly files: readonly {
    readonly file: string;
    /** Rows in the table. */
    readonly rows: number;
    readonly droppedRows: number;
  }[];
  /** The dropped rows, at most the first 1,000. */
  readonly dropped: readonly BadRow[];
}

/** A table, and what was dropped when it was read. */
export interface ReadTable extends Table {
  readonly report: ReadReport;
}

/**
 * Reads a table from a file: CSV (`.csv`, `.tsv`, `.txt`), JSON Lines (`.jsonl`, `.ndjson`), a JSON array of
 * objects (`.json`) or Parquet (`.parquet`), each also compressed with gzip. Several files with the same
 * columns are read as one.
 *
 * A column is one of numbers if every known value is a number, else one of categories. A few texts
 * (at most 5 %) among numbers are taken for a mistake, not for categories: the reader refuses them and
 * names file, line and column, or drops their rows if `onBadRow` says so. A file is read as a stream:
 * memory holds the kept columns (8 bytes a number, 4 a category), never the text, but for a JSON array.
 *
 * @param path a file, or several
 * @throws ArgumentError for an option out of range, or a column that is not there
 * @throws DataError if a file cannot be read or does not hold what its format promises, and if the
 *   table would not fit into memory
 *
 * ```ts
 * const table = await fl.tables.readTable('patients.csv', { types: { zip: 'category' } });
 * const heavy = await fl.tables.readTable('all.csv.gz', { columns: ['age', 'outcome'], onBadRow: 'drop' });
 * console.log(heavy.rows, heavy.report.files[0].droppedRows);
 * ```
 */
export async function readTable(
  path: string | readonly string[],
  options: ReadOptions = {},
): Promise<ReadTable> {
  checkReadOptions(options);
  const paths = typeof path === 'string' ? [path] : path;
  if (paths.length === 0) throw new ArgumentError('path', 'name a file', path);
  const source = paths.length === 1 ? paths[0] : `${paths[0]} and ${paths.length - 1} more`;
  const read = await withKinds(paths, options);
  const { columns, rows, files, dropped } = read;
  const unknown = Object.keys(options.types ?? {}).find((name) => !read.names.has(name));
  if (unknown !== undefined) {
    throw new ArgumentError('types', `name columns of ${source}`, unknown);
  }
  if (rows === 0) {
    const first = dropped.at(0);
    if (first === undefined) throw new DataError(source, 'holds no rows');
    throw new DataError(first.file, `no row is left; line ${first.line}: ${first.problem}`);
  }
  return {
    source,
    rows,
    columns: columns.map(({ name, cells }) => cells.finish(name)),
    report: { files, dropped },
  };
}

/** Reads the rows; once more if the first rows were misleading about what a column holds. */
async function withKinds(paths: readonly string[], options: ReadOptions): Promise<ReadColumns> {
  const kinds = new Map(Object.entries(options.types ?? {}));
  for (;;) {
    const read = await readRows(paths, options, kinds);
    let changed = false;
    for (const { name, cells } of read.columns) {
      const kind = kindFrom(cells.known(), cells.numbers());
      changed ||= !kinds.has(name) && kind !== cells.kind;
      if (!kinds.has(name)) kinds.set(name, kind);
    }
    if (changed) continue;
    const wrong = read.columns.find(({ firstText }) => firstText !== undefined);
    if (wrong && options.onBadRow !== 'drop') throw textInNumbers(wrong, options);
    return read;
  }
}
