import { ArgumentError } from '../core/errors';

/** Mean and standard deviation of repeated measurements, such as runs with different seeds. */
export interface Spread {
  readonly mean: number;
  /** Of a sample (n − 1); 0 for a single number. */
  readonly std: number;
}

/** @param values at least one */
export function spread(values: readonly number[]): Spread {
  const { length } = values;
  if (length === 0) throw new ArgumentError('values', 'hold at least one number', values);
  const mean = values.reduce((sum, value) => sum + value, 0) / length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, std: length > 1 ? Math.sqrt(squares / (length - 1)) : 0 };
}
