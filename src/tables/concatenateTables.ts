import { ArgumentError } from '../core/errors';
import { checkSchema, schemaOf } from './schema';
import type { CategoryColumn, Column, NumberColumn, Table } from './table';

/**
 * The rows of all tables, one table after another, with the columns in the first one's order. Categories
 * are merged: those of the first table, then those that others add.
 *
 * @throws ArgumentError for no tables
 * @throws DataError that names the table and the column in which a table differs from the first
 *
 * ```ts
 * const north = fl.tables.tableOf({ age: [54, 61] });
 * const south = fl.tables.tableOf({ age: [47] });
 * const both = fl.tables.concatenateTables([north, south]);
 * ```
 */
export function concatenateTables(tables: readonly Table[]): Table {
  if (tables.length === 0) throw new ArgumentError('tables', 'hold a table', tables);
  const [first] = tables;
  for (const table of tables) {
    checkSchema(table, schemaOf(first));
    checkSchema(first, schemaOf(table));
  }
  const columns = first.columns.map(({ name }): Column => {
    const parts = tables.map((table) => table.columns.find((column) => column.name === name)!);
    return parts[0].kind === 'number'
      ? joinNumbers(name, parts as NumberColumn[])
      : joinCategories(name, parts as CategoryColumn[]);
  });
  const source =
    tables.length === 1 ? first.source : `${first.source} and ${tables.length - 1} more`;
  return { source, rows: tables.reduce((sum, { rows }) => sum + rows, 0), columns };
}

function joinNumbers(name: string, parts: readonly NumberColumn[]): NumberColumn {
  const values = new Float64Array(parts.reduce((sum, part) => sum + part.values.length, 0));
  let start = 0;
  for (const part of parts) {
    values.set(part.values, start);
    start += part.values.length;
  }
  return { kind: 'number', name, values };
}

function joinCategories(name: string, parts: readonly CategoryColumn[]): CategoryColumn {
  const categories = [...new Set(parts.flatMap((part) => part.categories))];
  const codeOf = new Map(categories.map((category, code) => [category, code]));
  const codes = new Int32Array(parts.reduce((sum, part) => sum + part.codes.length, 0));
  let start = 0;
  for (const part of parts) {
    const merged = part.categories.map((category) => codeOf.get(category)!);
    part.codes.forEach((code, row) => {
      codes[start + row] = code < 0 ? -1 : merged[code];
    });
    start += part.codes.length;
  }
  return { kind: 'category', name, codes, categories };
}
