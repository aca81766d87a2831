import { dotProduct, norm } from '../../core/vector';

/** Products of a matrix and of its factors, which have few columns. All are stored row by row. */

/** Row by row. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

type Factor = Float32Array | Float64Array;

/** `scale` M Q: a factor of as many rows as M. */
export function timesFactor(
  { rows, columns, values }: Matrix,
  q: Float64Array,
  width: number,
  scale: number,
): Float64Array {
  const result = new Float64Array(rows * width);
  for (let k = 0; k < width; k++) {
    const column = columnOf(q, k, width);
    for (let i = 0, at = 0; i < rows; i++) {
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += values[at++] * column[j];
      result[i * width + k] = scale * sum;
    }
  }
  return result;
}

/** `scale` Mᵀ P: a factor with a row for each column of M. */
export function transposedTimesFactor(
  { rows, columns, values }: Matrix,
  p: Float32Array,
  width: number,
  scale: number,
): Float64Array {
  const result = new Float64Array(columns * width);
  for (let k = 0; k < width; k++) {
    const sums = new Float64Array(columns);
    for (let i = 0, at = 0; i < rows; i++) {
      const weight = p[i * width + k];
      for (let j = 0; j < columns; j++) sums[j] += weight * values[at++];
    }
    for (let j = 0; j < columns; j++) result[j * width + k] = scale * sums[j];
  }
  return result;
}

/** `scale` P Qᵀ. */
export function product(p: Factor, q: Factor, width: number, scale: number): Float64Array {
  const [rows, columns] = [p.length / width, q.length / width];
  const result = new Float64Array(rows * columns);
  for (let k = 0; k < width; k++) {
    const column = columnOf(q, k, width);
    for (let i = 0, at = 0; i < rows; i++) {
      const weight = scale * p[i * width + k];
      for (let j = 0; j < columns; j++) result[at++] += weight * column[j];
    }
  }
  return result;
}

/**
 * Makes a factor's columns orthonormal, in place (Gram–Schmidt, each column twice); one that depends on
 * those before it becomes zeros.
 */
export function orthonormal(factor: Float64Array, width: number): void {
  const rows = factor.length / width;
  const columns = Array.from({ length: width }, (_, k) => columnOf(factor, k, width));
  columns.forEach((column, k) => {
    const before = norm(column);
    for (let pass = 0; pass < 2; pass++) {
      for (const other of columns.slice(0, k)) {
        const along = dotProduct(column, other);
        for (let i = 0; i < rows; i++) column[i] -= along * other[i];
      }
    }
    const length = norm(column);
    const scale = length > 1e-10 * before ? 1 / length : 0;
    for (let i = 0; i < rows; i++) {
      column[i] *= scale;
      factor[i * width + k] = column[i];
    }
  });
}

function columnOf(factor: Factor, k: number, width: number): Float64Array {
  const column = new Float64Array(factor.length / width);
  for (let i = 0; i < column.length; i++) column[i] = factor[i * width + k];
  return column;
}
