import { upTo, wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import { hashAt, hashKey } from './hash';

/** How many of an update's numbers are sent: a share in (0, 1], or a count of at least 1. */
export interface Portion {
  readonly share?: number;
  readonly count?: number;
}

/** Throws an `ArgumentError` unless exactly one is given, and in its range. */
export function checkPortion({ share, count }: Portion): void {
  if ((share === undefined) === (count === undefined)) {
    throw new ArgumentError('share', 'be given, or count, and not both', share);
  }
  if (count !== undefined) wholeNumber('count', count, 1, 2 ** 32 - 1);
  if (share !== undefined) upTo('share', share, 1);
}

/** How many of `size` numbers are sent: of a share, the nearest whole number, and at least one. */
export function countOf({ share, count }: Portion, size: number): number {
  if (count === undefined) return Math.min(size, Math.max(1, Math.round(share! * size)));
  if (count > size) throw new ArgumentError('count', `be at most the model's size, ${size}`, count);
  return count;
}

/** Positions of the `count` largest keys, in ascending order; of equal keys, the first ones. */
export function largestKeys(keys: Uint32Array, count: number): Uint32Array {
  const positions = new Uint32Array(count);
  if (count === 0) return positions;
  const [least, among] = leastOf(keys, count);
  let ties = among;
  for (let i = 0, found = 0; found < count; i++) {
    if (keys[i] < least || (keys[i] === least && ties-- <= 0)) continue;
    positions[found++] = i;
  }
  return positions;
}

/** The `count`-th largest key, and how many keys like it are among the `count`: found digit by digit. */
function leastOf(keys: Uint32Array, count: number): [least: number, ties: number] {
  let [least, wanted, candidates] = [0, count, keys];
  for (const shift of [21, 10, 0]) {
    const digits = shift === 0 ? 2 ** 10 : 2 ** 11;
    const sizes = new Uint32Array(digits);
    for (let i = 0; i < candidates.length; i++) sizes[(candidates[i] >>> shift) & (digits - 1)]++;
    let digit = digits - 1;
    while (sizes[digit] < wanted) wanted -= sizes[digit--];
    least += digit * 2 ** shift;
    const alike = new Uint32Array(sizes[digit]);
    for (let i = 0, found = 0; found < alike.length; i++) {
      const key = candidates[i];
      if (((key >>> shift) & (digits - 1)) === digit) alike[found++] = key;
    }
    candidates = alike;
  }
  return [least, wanted];
}

/**
 * `count` different positions below `size`, in ascending order, each set equally likely: those with the
 * largest hashes. The same for the same seed.
 */
export function randomPositions(seed: number, size: number, count: number): Uint32Array {
  const key = hashKey(seed);
  const keys = new Uint32Array(size);
  for (let i = 0; i < size; i++) keys[i] = hashAt(key, i);
  return largestKeys(keys, count);
}
