import { DataError } from '../core/errors';
import type { Table } from './table';

/** What a table's columns are, without a row of it: a plain value that can be sent and saved. */
export type TableSchema = readonly (
  | { readonly name: string; readonly kind: 'number' }
  | { readonly name: string; readonly kind: 'category'; readonly categories: readonly string[] }
)[];

/**
 * The names, kinds and categories of a table's columns. It holds no row; yet a category that few rows
 * have says that such rows exist.
 *
 * ```ts
 * const table = fl.tables.tableOf({ hospital: ['north', 'south'], age: [54, 61] });
 * console.log(JSON.stringify(fl.tables.schemaOf(table)));
 * ```
 */
export function schemaOf(table: Table): TableSchema {
  return table.columns.map((column) =>
    column.kind === 'number'
      ? { name: column.name, kind: column.kind }
      : { name: column.name, kind: column.kind, categories: [...column.categories] },
  );
}

/**
 * Checks that a table has the columns of a schema, each of its kind. Other columns, another order and
 * other categories are no difference: clients differ in what occurs at them.
 *
 * @throws DataError that names the table's file and every column that is missing or of another kind
 *
 * ```ts
 * const north = fl.tables.tableOf({ age: [54, 61] });
 * const south = fl.tables.tableOf({ age: [47], weight: [80] });
 * fl.tables.checkSchema(south, fl.tables.schemaOf(north));
 * ```
 */
export function checkSchema(table: Table, schema: TableSchema): void {
  const kinds = new Map(table.columns.map(({ name, kind }) => [name, kind]));
  const problems = schema.flatMap(({ name, kind }) => {
    const found = kinds.get(name);
    if (found === undefined) return [`column "${name}" (${nouns[kind]}) is missing`];
    return found === kind
      ? []
      : [`column "${name}" holds ${nouns[found]} where the others have ${nouns[kind]}`];
  });
  if (problems.length === 0) return;
  const shown = problems.slice(0, 10);
  const more = problems.length - shown.length;
  const rest = more > 0 ? `; ${more} more columns differ` : '';
  throw new DataError(table.source, shown.join('; ') + rest);
}

const nouns = { number: 'numbers', category: 'categories' };
