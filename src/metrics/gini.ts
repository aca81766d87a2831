import { nonNegative } from '../core/check';
import { ArgumentError } from '../core/errors';

/**
 * Gini coefficient, the mean difference of two values over twice the mean: 0 if all are equal, (n -
 * 1) / n if one of n has everything.
 *
 * @param values at least one; each at least 0, not all 0
 */
export function gini(values: ArrayLike<number>): number {
  const sorted = Array.from(values, (value, i) => nonNegative(`values[${i}]`, value));
  sorted.sort((a, b) => a - b);
  const sum = sorted.reduce((a, b) => a + b, 0);
  if (sum === 0) throw new ArgumentError('values', 'hold a number > 0', values);
  const { length } = sorted;
  const weighted = sorted.reduce((so, value, i) => so + (2 * (i + 1) - length - 1) * value, 0);
  return weighted / (length * sum);
}
