import { ArgumentError } from '../core/errors';
import type { Table } from './table';

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
  const chosen = Array.from(indices);
  const wrong = chosen.find((row) => !(Number.isInteger(row) && row >= 0 && row < table.rows));
  if (wrong !== undefined) {
    throw new ArgumentError('indices', `be whole numbers from 0 to ${table.rows - 1}`, wrong);
  }
  const columns = table.columns.map((one) =>
    one.kind === 'number'
      ? { ...one, values: Float64Array.from(chosen, (row) => one.values[row]) }
      : { ...one, codes: Int32Array.from(chosen, (row) => one.codes[row]) },
  );
  return { source: table.source, rows: chosen.length, columns };
}
