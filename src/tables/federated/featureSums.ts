import type { Table } from '../table';

/**
 * One feature's part of the two vectors that each client computes. Vectors to write to are zeros and, like those
 * to read, views of this feature's numbers alone.
 */
export interface FeatureSums<Statistics> {
  /** Numbers in the first vector. */
  readonly size: number;
  /** Numbers in the second. */
  readonly secondSize: number;
  readonly write: (table: Table, vector: Float64Array) => void;
  /** Takes note of the first sum before second vectors are written. */
  readonly read: (sum: Float64Array) => void;
  readonly writeSecond: (table: Table, vector: Float64Array) => void;
  readonly statistics: (sum: Float64Array, second: Float64Array, rows: number) => Statistics;
}
