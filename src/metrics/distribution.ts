import { nonNegative } from '../core/check';
import { ArgumentError } from '../core/errors';

/**
 * Total variation distance between two distributions, half the sum of |p - q|: the share of
 * examples that would have to change class. In [0, 1].
 *
 * @param p counts or weights, at least 0 and not all 0; they are divided by their sum
 * @param q as many
 */
export function totalVariation(p: ArrayLike<number>, q: ArrayLike<number>): number {
  const [left, right] = normalized(p, q);
  return left.reduce((sum, share, i) => sum + Math.abs(share - right[i]), 0) / 2;
}

/**
 * Jensen-Shannon distance between two distributions (Endres and Schindelin 2003): the square root
 * of the mean of KL(p | m) and KL(q | m) with m = (p + q) / 2, logarithms to base 2. In [0, 1]; 1
 * for distributions without a common class.
 *
 * @param p counts or weights, at least 0 and not all 0; they are divided by their sum
 * @param q as many
 */
export function jensenShannon(p: ArrayLike<number>, q: ArrayLike<number>): number {
  const [left, right] = normalized(p, q);
  const bits = (share: number, other: number): number =>
    share === 0 ? 0 : share * Math.log2((2 * share) / (share + other));
  const sum = left.reduce((so, a, i) => so + bits(a, right[i]) + bits(right[i], a), 0);
  // Rounding may give slightly less than 0 or more than 2.
  return Math.sqrt(Math.min(1, Math.max(0, sum / 2)));
}

function normalized(p: ArrayLike<number>, q: ArrayLike<number>): [number[], number[]] {
  if (q.length !== p.length) throw new ArgumentError('q', `hold ${p.length} numbers`, q.length);
  return [shares('p', p), shares('q', q)];
}

function shares(name: string, weights: ArrayLike<number>): number[] {
  const all = Array.from(weights, (weight, i) => nonNegative(`${name}[${i}]`, weight));
  const sum = all.reduce((a, b) => a + b, 0);
  if (sum === 0) throw new ArgumentError(name, 'hold a number > 0', weights);
  return all.map((weight) => weight / sum);
}
