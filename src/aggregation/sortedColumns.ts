import type { KeptVectors } from './keptVectors';

/**
 * One number for each coordinate, from its values in ascending order.
 *
 * @param positions of the vectors that count; default all
 */
export function sortedColumns(
  kept: KeptVectors,
  combine: (column: Float32Array) => number,
  positions: readonly number[] = Array.from({ length: kept.count }, (_, k) => k),
): Float32Array {
  const result = new Float32Array(kept.size);
  const column = new Float32Array(positions.length);
  for (const { start, rows } of kept.chunks()) {
    const chosen = positions.map((k) => rows[k]);
    for (let i = 0; i < chosen[0].length; i++) {
      for (let k = 0; k < column.length; k++) column[k] = chosen[k][i];
      column.sort();
      result[start + i] = combine(column);
    }
  }
  return result;
}

/** The mean of the values from `start` to before `end`. */
export function meanBetween(column: Float32Array, start: number, end: number): number {
  let sum = 0;
  for (let k = start; k < end; k++) sum += column[k];
  return sum / (end - start);
}
