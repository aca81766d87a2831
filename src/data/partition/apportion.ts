import { wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import type { Rng } from '../../core/rng';

/**
 * Divides `total` into whole numbers proportional to the weights (largest remainders; ties go to
 * the first). The result sums up to `total`, and each part is its exact share rounded up or down.
 * Weights are finite, at least 0 and not all 0; `total` is at least 0.
 */
export function apportion(weights: readonly number[], total: number): number[] {
  const sum = weights.reduce((partial, weight) => partial + weight, 0);
  const shares = weights.map((weight) => (weight / sum) * total);
  const parts = shares.map(Math.floor);
  const missing = total - parts.reduce((partial, part) => partial + part, 0);
  const order = shares.map((_, i) => i).sort((a, b) => remainder(shares[b]) - remainder(shares[a]));
  for (const i of order.slice(0, missing)) parts[i]++;
  return parts;
}

/**
 * `count` sizes that sum up to `total`, each at least `minimum`: the minimum plus a share of the rest
 * that is proportional to exp(sigma z), z standard normal. A larger `sigma` gives a longer tail.
 */
export function logNormalSizes(
  total: number,
  count: number,
  sigma: number,
  minimum: number,
  rng: Rng,
): number[] {
  checkMinimum(minimum, total, count);
  const weights = Array.from({ length: count }, () => Math.exp(sigma * rng.normal()));
  return apportion(weights, total - count * minimum).map((part) => part + minimum);
}

/** Throws an `ArgumentError` unless `count` parts of `total` examples can have `minimum` >= 1 each. */
export function checkMinimum(minimum: number, total: number, count: number): void {
  wholeNumber('minimum', minimum, 1);
  if (count * minimum > total) {
    const rule = `be at most ${Math.floor(total / count)} for ${total} examples in ${count} parts`;
    throw new ArgumentError('minimum', rule, minimum);
  }
}

function remainder(share: number): number {
  return share - Math.floor(share);
}
