import { unknownColumn } from './nearestName';
import type { Column, Table } from './table';

/**
 * A column of a table.
 *
 * @throws ArgumentError if there is none of that name; it names those most like it
 *
 * ```ts
 * const table = fl.tables.tableOf({ age: [54, 61] });
 * const age = fl.tables.column(table, 'age');
 * if (age.kind === 'number') console.log(age.values);
 * ```
 */
export function column(table: Table, name: string): Column {
  const found = table.columns.find((one) => one.name === name);
  if (found) return found;
  const names = table.columns.map((one) => one.name);
  throw unknownColumn('column', name, names, table.source);
}
