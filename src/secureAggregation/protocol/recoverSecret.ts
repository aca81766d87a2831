import { combineShares } from '../primitives/shamir';
import type { Share } from '../primitives/shamir';

/** A secret, and the holders whose shares do not fit it. */
export interface Recovered {
  readonly secret: Uint8Array;
  readonly wrong: readonly number[];
}

/** Subsets of shares that are tried before a secret is given up. */
const mostAttempts = 5000;

/**
 * The secret behind at least `threshold` shares, some of which may be wrong: all of them are tried first,
 * then without one, without two, … while enough are left.
 *
 * @param fits whether it is the right one
 * @returns undefined if no subset gives it
 */
export function recoverSecret(
  shares: readonly Share[],
  threshold: number,
  fits: (secret: Uint8Array) => boolean,
): Recovered | undefined {
  let attempts = 0;
  for (let without = 0; shares.length - without >= threshold; without++) {
    for (const left of subsets(shares.length, without)) {
      if (attempts++ === mostAttempts) return undefined;
      const secret = combineShares(shares.filter((_, i) => !left.includes(i)));
      if (!secret || !fits(secret)) continue;
      return { secret, wrong: left.map((i) => shares[i].index) };
    }
  }
  return undefined;
}

/** All ascending lists of `count` numbers below `limit`. */
function* subsets(limit: number, count: number, from = 0): Generator<number[]> {
  if (count === 0) {
    yield [];
    return;
  }
  for (let first = from; first <= limit - count; first++) {
    for (const rest of subsets(limit, count - 1, first + 1)) yield [first, ...rest];
  }
}
