import { ArgumentError } from '../core/errors';
import type { Column, Table } from './table';

/** A value in a table: null, undefined, NaN and the empty text are missing. */
export type TableValue = string | number | boolean | null | undefined;

/**
 * A table from arrays in memory, one per column. A column whose known values are all numbers is one of
 * numbers; text and booleans make categories.
 *
 * @param source what errors call the table
 * @throws ArgumentError for columns of different lengths, numbers among text, and infinite numbers
 *
 * ```ts
 * const table = fl.tables.tableOf({ hospital: ['north', 'south'], age: [54, NaN] });
 * console.log(table.rows, fl.tables.schemaOf(table));
 * ```
 */
export function tableOf(
  columns: Readonly<Record<string, ArrayLike<TableValue>>>,
  source = 'table',
): Table {
  const entries = Object.entries(columns);
  if (entries.length === 0) throw new ArgumentError('columns', 'hold a column', columns);
  const rows = entries[0][1].length;
  for (const [name, values] of entries) {
    if (name.trim() !== name || name === '') {
      throw new ArgumentError('columns', 'have names without space around them', name);
    }
    if (values.length !== rows) {
      const rule = `hold ${rows} values, as ${entries[0][0]} does`;
      throw new ArgumentError(`columns.${name}`, rule, values.length);
    }
  }
  return { source, rows, columns: entries.map(([name, values]) => columnOf(name, values)) };
}

function columnOf(name: string, values: ArrayLike<TableValue>): Column {
  const all = Array.from(values);
  const known = all.filter((value) => !isMissing(value));
  const numbers = known.filter((value) => typeof value === 'number');
  if (numbers.length > 0 && numbers.length < known.length) {
    const other = known.find((value) => typeof value !== 'number');
    throw new ArgumentError(`columns.${name}`, 'hold numbers alone, or none', other);
  }
  const infinite = numbers.find((value) => !Number.isFinite(value));
  if (infinite !== undefined) {
    throw new ArgumentError(`columns.${name}`, 'hold finite numbers (NaN where missing)', infinite);
  }
  if (numbers.length === known.length) {
    const numberOr = (value: TableValue): number => (typeof value === 'number' ? value : NaN);
    return { kind: 'number', name, values: Float64Array.from(all, numberOr) };
  }
  const categories = [...new Set(known.map(String))];
  const codeOf = new Map(categories.map((category, code) => [category, code]));
  const codes = Int32Array.from(all, (value) =>
    isMissing(value) ? -1 : codeOf.get(String(value))!,
  );
  return { kind: 'category', name, codes, categories };
}

function isMissing(value: TableValue): boolean {
  return value === null || value === undefined || value === '' || Number.isNaN(value);
}
