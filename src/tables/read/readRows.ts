import { DataError } from '../../core/errors';
import { formatBytes } from '../../core/formatBytes';
import { unknownColumn } from '../nearestName';
import { cellReader } from './cells';
import { decimalCommaError, decimalCommaIn, kindInBlock } from './columnKind';
import { type GrowingColumn, growingCategories, growingNumbers } from './growingColumn';
import { availableBytes } from './memoryLimit';
import { openRows } from './openRows';
import { type ReadOptions, usualMissing } from './readOptions';
import type { RowBlock, RowSource } from './rowBlock';

/** Dropped rows of which a report holds the place. */
const mostReported = 1000;

/** A row that does not parse. */
export interface BadRow {
  readonly file: string;
  /** 1 for the first; in Parquet, the row. */
  readonly line: number;
  readonly column?: string;
  readonly problem: string;
}

/** A column as it was read. */
export interface ReadColumn {
  readonly name: string;
  readonly cells: GrowingColumn;
  /** The first known cell that is no number, in a column of numbers. */
  firstText?: { readonly file: string; readonly line: number; readonly value: string };
}

/** What was read from all files. */
export interface ReadColumns {
  /** The kept columns, in the table's order. */
  readonly columns: readonly ReadColumn[];
  /** The names of all columns in the files, kept or not. */
  readonly names: ReadonlySet<string>;
  readonly rows: number;
  readonly files: { readonly file: string; rows: number; droppedRows: number }[];
  readonly dropped: BadRow[];
}

/**
 * Reads all rows of some files.
 *
 * @param kinds what columns hold, where it is known; other columns are judged by their first block
 */
export async function readRows(
  paths: readonly string[],
  options: ReadOptions,
  kinds: ReadonlyMap<string, 'number' | 'category'>,
): Promise<ReadColumns> {
  const byName = new Map<string, ReadColumn>();
  const names = new Set<string>();
  const read = { rows: 0, files: [] as ReadColumns['files'], dropped: [] as BadRow[] };
  const limit = options.memoryBytes ?? availableBytes();
  for (const path of paths) {
    const source = openRows(path, options);
    const counts = { file: path, rows: 0, droppedRows: 0 };
    read.files.push(counts);
    let columns: readonly ReadColumn[] = [];
    let places: readonly number[] = [];
    let known = -1;
    for await (const block of source.blocks) {
      if (block.names.length !== known) {
        known = block.names.length;
        checkNames(source, block, byName, paths, options);
        for (const name of block.names) names.add(name);
        addColumns(byName, source, block, read.rows, options, kinds);
        columns = [...byName.values()];
        places = columns.map(({ name }) => block.names.indexOf(name));
      }
      if (block.expectedRows !== undefined) {
        for (const { cells } of columns) cells.expect(block.expectedRows);
      }
      keepRows(source, block, columns, places, { counts, read, options });
      const bytes = columns.reduce((sum, { cells }) => sum + cells.bytes(), 0);
      if (bytes > limit) throw tooLarge(path, columns.length, bytes);
    }
  }
  const wanted = options.columns ?? [...byName.keys()];
  const absent = wanted.find((name) => !byName.has(name));
  if (absent !== undefined) throw unknownColumn('columns', absent, [...names], paths[0]);
  return { ...read, names, columns: wanted.map((name) => byName.get(name)!) };
}

/** Files that are read as one have the same columns. */
function checkNames(
  { file, namesAreFixed }: RowSource,
  { names }: RowBlock,
  columns: ReadonlyMap<string, ReadColumn>,
  paths: readonly string[],
  { columns: wanted }: ReadOptions,
): void {
  if (!namesAreFixed) return;
  const absent = wanted?.find((name) => !names.includes(name));
  if (absent !== undefined) throw unknownColumn('columns', absent, names, file);
  if (columns.size === 0 || wanted) return;
  const missing = [...columns.keys()].find((name) => !names.includes(name));
  if (missing !== undefined) {
    throw new DataError(file, `has no column "${missing}", which ${paths[0]} has`);
  }
  const extra = names.find((name) => !columns.has(name));
  if (extra !== undefined) {
    throw new DataError(file, `has a column "${extra}", which ${paths[0]} has not`);
  }
}

/** Begins the columns that a block has and the blocks before had not; there, they are missing. */
function addColumns(
  columns: Map<string, ReadColumn>,
  source: RowSource,
  block: RowBlock,
  rowsBefore: number,
  options: ReadOptions,
  kinds: ReadonlyMap<string, 'number' | 'category'>,
): void {
  const { missing = usualMissing, decimal = '.' } = options;
  block.names.forEach((name, place) => {
    if (columns.has(name) || options.columns?.includes(name) === false) return;
    const textual = source.textual || options.types?.[name] === 'number';
    const reader = cellReader(missing, decimal, textual);
    if (decimal === '.' && !kinds.has(name)) {
      const found = decimalCommaIn(source, block, place, reader);
      if (found) throw decimalCommaError(source.file, block.lineOf(found.row), name, found.text);
    }
    const kind = kinds.get(name) ?? kindInBlock(block, place, reader);
    const cells = kind === 'number' ? growingNumbers(reader) : growingCategories(reader);
    cells.look(null);
    for (let row = 0; row < rowsBefore; row++) cells.keep();
    columns.set(name, { name, cells });
  });
}

/** Appends the rows of a block; bad ones are an error, or are dropped. */
function keepRows(
  source: RowSource,
  block: RowBlock,
  columns: readonly ReadColumn[],
  places: readonly number[],
  to: {
    readonly counts: ReadColumns['files'][number];
    readonly read: { rows: number; readonly dropped: BadRow[] };
    readonly options: ReadOptions;
  },
): void {
  const { file, place } = source;
  const { counts, read, options } = to;
  const drop = options.onBadRow === 'drop';
  const dropRow = (row: number, problem: string, column?: string): void => {
    counts.droppedRows++;
    if (read.dropped.length === mostReported) return;
    const bad = { file, line: block.lineOf(row), problem };
    read.dropped.push(column === undefined ? bad : { ...bad, column });
  };
  for (let row = 0; row < block.rows.length; row++) {
    const problem = block.bad.get(row);
    if (problem !== undefined) {
      if (!drop) throw badRow(file, place, block.lineOf(row), problem);
      dropRow(row, problem);
      continue;
    }
    const cells = block.rows[row];
    let wrong: number | undefined;
    for (let i = 0; i < columns.length; i++) {
      if (!columns[i].cells.look(cells[places[i]] ?? null)) wrong ??= i;
    }
    if (wrong !== undefined) {
      const column = columns[wrong];
      const value = String(cells[places[wrong]]).slice(0, 80);
      column.firstText ??= { file, line: block.lineOf(row), value };
      if (drop) {
        dropRow(row, `${JSON.stringify(value)} is not a number`, column.name);
        continue;
      }
    }
    for (const column of columns) column.cells.keep();
    counts.rows++;
    read.rows++;
  }
}

function badRow(file: string, place: string, line: number, problem: string): DataError {
  const advice = "mend the file, or drop such rows with { onBadRow: 'drop' }";
  return new DataError(file, `${place} ${line} ${problem}; ${advice}`);
}

function tooLarge(file: string, columns: number, bytes: number): DataError {
  const needs = `${columns} columns need ${formatBytes(bytes)} or more`;
  const advice = 'keep fewer with the option columns, or allow more with memoryBytes';
  return new DataError(file, `does not fit into memory: ${needs}; ${advice}`);
}
