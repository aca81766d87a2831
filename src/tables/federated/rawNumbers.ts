import type { Table } from '../table';
import { numbersOf, wordsOf } from './columnKinds';
import type { Preprocessing } from './preprocessing';

/**
 * A table's rows before preprocessing, as one number per feature, `[rows, features]` row-major in the
 * preprocessing's order: what a model's file takes that has the preprocessing inside. A number is itself, or NaN
 * where it is missing; a category is its place among the preprocessing's, −1 where it is missing, and their
 * number if it is none of them.
 *
 * ```ts
 * const rows = fl.tables.rawNumbers(preprocessing, table); // input of an exported model
 * ```
 *
 * @throws ArgumentError for a missing column, DataError for words where numbers were
 */
export function rawNumbers(preprocessing: Preprocessing, table: Table): Float32Array {
  const { features } = preprocessing;
  const raw = new Float32Array(table.rows * features.length);
  features.forEach((one, i) => {
    const write = (value: number, row: number): void => {
      raw[row * features.length + i] = value;
    };
    if (one.kind !== 'oneHot') {
      numbersOf(table, one.name).values.forEach(write);
      return;
    }
    const words = wordsOf(table, one.name);
    const places = words.categories.map((word) => {
      const place = one.categories.indexOf(word);
      return place < 0 ? one.categories.length : place;
    });
    words.codes.forEach((code, row) => {
      write(code < 0 ? -1 : places[code], row);
    });
  });
  return raw;
}
