import { ArgumentError } from '../core/errors';
import type { Column, Table } from './table';

/**
 * Some rows of a table, in the given order; a row may be chosen more than once. Categories stay as they
 * are, even those that no chosen row has.
 *
 * @param indices rows from 0
 * @throws ArgumentError for a row that is not there
 *
 * ```ts
 * const table = fl.tables.tableOf({ age: [54, 61, 47] });
 * const last = fl.tables.selectRows(table, [2]);
 * ```
 */
export function selectRows(table: Table, indices: ArrayLike<number>): Table {
  for (let i = 0; i < indices.length; i++) {
    const row = indices[i];
    if (Number.isInteger(row) && row >= 0 && row < table.rows) continue;
    throw new ArgumentError('indices', `be whole numbers from 0 to ${table.rows - 1}`, row);
  }
  const columns = table.columns.map((one): Column => {
    if (one.kind === 'number') return { ...one, values: chosen(one.values, indices) };
    return { ...one, codes: chosen(one.codes, indices) };
  });
  return { source: table.source, rows: indices.length, columns };
}

/** A loop, which takes a tenth of the time of `from` with a function. */
function chosen<Values extends Float64Array | Int32Array>(
  values: Values,
  indices: ArrayLike<number>,
): Values {
  const copy = new (values.constructor as new (length: number) => Values)(indices.length);
  for (let i = 0; i < copy.length; i++) copy[i] = values[indices[i]];
  return copy;
}
