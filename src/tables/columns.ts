import { counted } from '../core/counted';
import { ArgumentError, DataError } from '../core/errors';
import { nearestNames } from './nearestNames';
import type { Column, Table } from './table';

/**
 * The column of this name.
 *
 * ```ts
 * const { values } = fl.tables.column(patients, 'age') as fl.tables.NumberColumn;
 * ```
 *
 * @throws DataError if the table has none, with the names that are nearest, or more than one
 */
export function column(table: Table, name: string): Column {
  const found = table.columns.filter((one) => one.name === name);
  if (found.length === 1) return found[0];
  const quoted = JSON.stringify(name);
  if (found.length > 1) {
    throw new DataError(table.source, `has ${found.length} columns named ${quoted}`);
  }
  const names = table.columns.map((one) => one.name);
  const near = nearestNames(name, names);
  const shown = near.length > 0 ? near : names.slice(0, 12);
  const list = shown.map((one) => JSON.stringify(one)).join(', ');
  const more = near.length === 0 && names.length > shown.length ? ', …' : '';
  const hint = near.length > 0 ? `the nearest: ${list}` : `it has ${list}${more}`;
  throw new DataError(table.source, `has no column ${quoted}; ${hint}`);
}

/**
 * A table of the rows at these positions, in this order; values are copied, categories keep their codes.
 *
 * ```ts
 * const firstTwo = fl.tables.selectRows(patients, [0, 1]);
 * ```
 *
 * @param indices each below the number of rows; a row may be taken more than once
 */
export function selectRows(table: Table, indices: ArrayLike<number>): Table {
  for (let i = 0; i < indices.length; i++) {
    if (Number.isSafeInteger(indices[i]) && indices[i] >= 0 && indices[i] < table.rows) continue;
    const rule = `be below ${counted(table.rows, 'row')}`;
    throw new ArgumentError(`indices[${i}]`, rule, indices[i]);
  }
  return {
    source: table.source,
    rows: indices.length,
    columns: table.columns.map((one) => selectFrom(one, indices)),
  };
}

/**
 * A table of the columns of these names, in this order; nothing is copied.
 *
 * ```ts
 * const two = fl.tables.selectColumns(patients, ['age', 'outcome']);
 * ```
 *
 * @throws DataError for a name that the table does not have
 */
export function selectColumns(table: Table, names: readonly string[]): Table {
  return { ...table, columns: names.map((name) => column(table, name)) };
}

function selectFrom(one: Column, indices: ArrayLike<number>): Column {
  if (one.kind === 'number') {
    const values = new Float64Array(indices.length);
    for (let i = 0; i < values.length; i++) values[i] = one.values[indices[i]];
    return { ...one, values };
  }
  const codes = new Int32Array(indices.length);
  for (let i = 0; i < codes.length; i++) codes[i] = one.codes[indices[i]];
  return { ...one, codes };
}
