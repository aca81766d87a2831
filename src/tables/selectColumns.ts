import { column } from './column';
import type { Table } from './table';

/**
 * A table of some columns, in the given order; nothing is copied.
 *
 * @throws ArgumentError for a column that is not there
 *
 * ```ts
 * const table = fl.tables.tableOf({ hospital: ['north', 'south'], age: [54, 61] });
 * const ages = fl.tables.selectColumns(table, ['age']);
 * ```
 */
export function selectColumns(table: Table, names: readonly string[]): Table {
  return { ...table, columns: names.map((name) => column(table, name)) };
}
