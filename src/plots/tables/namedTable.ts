import { ArgumentError } from '../../core/errors';
import type { Column, Table } from '../../tables/table';

/** A client's rows with its name in a figure. */
export interface NamedTable {
  readonly name: string;
  readonly table: Table;
}

/** One column of several tables. */
export interface SharedColumn {
  readonly name: string;
  readonly kind: Column['kind'];
  /** One per table, in order; undefined for a table that has no value in it, or no such column. */
  readonly columns: readonly (Column | undefined)[];
}

/**
 * The columns of these names in all tables; default: those of the first table.
 *
 * @throws ArgumentError for no table, for a name that no table has, and for numbers in one table and words
 * in another
 */
export function sharedColumns(
  tables: readonly NamedTable[],
  names?: readonly string[],
): SharedColumn[] {
  if (tables.length === 0) throw new ArgumentError('clients', 'hold at least one table', tables);
  const wanted = names ?? tables[0].table.columns.map(({ name }) => name);
  if (wanted.length === 0) throw new ArgumentError('features', 'hold at least one', wanted);
  return wanted.map((name) => {
    const found = tables.map(({ table }) => table.columns.find((column) => column.name === name));
    if (found.every((column) => column === undefined)) {
      throw new ArgumentError('features', 'be columns of the tables', name);
    }
    const columns = found.map((column) => (column && knownRows(column) > 0 ? column : undefined));
    const kind = (columns.find(Boolean) ?? found.find(Boolean))!.kind;
    const other = columns.findIndex((column) => column !== undefined && column.kind !== kind);
    if (other >= 0) {
      const rule = `hold ${kind === 'number' ? 'numbers' : 'words'} like the other clients’`;
      throw new ArgumentError(`${name} of ${tables[other].name}`, rule, columns[other]!.kind);
    }
    return { name, kind, columns };
  });
}

/** In how many rows a column has a value. */
export function knownRows(column: Column): number {
  const known =
    column.kind === 'number'
      ? column.values.filter(Number.isFinite)
      : column.codes.filter((code) => code >= 0);
  return known.length;
}
