import { positive, wholeNumber } from '../core/check';
import { ArgumentError } from '../core/errors';
import type { Rng } from '../core/rng';

/** A grid of whole numbers for real ones. */
export interface Quantizer {
  /** The largest whole number: 2^(bits − 1) − 1. */
  readonly largest: number;
  /** What a whole number of 1 stands for: range / largest. */
  readonly step: number;
  /**
   * Rounds `scale` times each number of a vector to the grid, up or down at random so that the mean is
   * right, and writes it to the beginning of `integers`. Numbers beyond ±range become ±range.
   *
   * @param scale finite; default 1
   * @returns how many were beyond the range
   * @throws ArgumentError for a number that is not finite
   */
  readonly encode: (
    vector: ArrayLike<number>,
    integers: Int32Array,
    rng: Rng,
    scale?: number,
  ) => number;
}

/**
 * Whole numbers of `bits` bits for the numbers in [−range, range]: v is rounded stochastically to k or
 * k + 1, with k = ⌊v / step⌋, so that its expectation is v / step (as in Suresh et al. 2017, "Distributed mean
 * estimation with limited communication", section 2.1). 0 is exact. The grid depends on nothing that a
 * client knows alone, so sums of whole numbers are sums of the numbers.
 *
 * ```ts
 * const { step } = fl.secureAggregation.quantizer({ range: 1, bits: 16 }); // 1 / 32767
 * ```
 *
 * @param range > 0: the largest absolute value
 * @param bits between 2 and 24
 */
export function quantizer({ range, bits }: { range: number; bits: number }): Quantizer {
  positive('range', range);
  wholeNumber('bits', bits, 2, 24);
  const largest = 2 ** (bits - 1) - 1;
  const step = range / largest;
  return {
    largest,
    step,
    encode(vector, integers, rng, scale = 1) {
      const factor = scale / step;
      let clipped = 0;
      for (let i = 0; i < vector.length; i++) {
        const exact = vector[i] * factor;
        if (Math.abs(exact) <= largest) {
          integers[i] = Math.floor(exact + rng.uint32() / 2 ** 32);
        } else if (Number.isFinite(exact)) {
          clipped++;
          integers[i] = exact > 0 ? largest : -largest;
        } else {
          throw new ArgumentError('vector', 'hold finite numbers', vector[i]);
        }
      }
      return clipped;
    },
  };
}

/**
 * k of the smallest modulus 2^k, of 8, 16, 24 or 32 bits, in which the sum of all clients' whole numbers
 * of `bits` bits cannot wrap around: clients · (2^bits − 1) + 2 · headroom < 2^k.
 *
 * ```ts
 * fl.secureAggregation.modulusBitsFor(100, 16); // 24
 * ```
 *
 * @param headroom for noise, ≥ 0; default 0
 * @throws ArgumentError if not even 32 bits are enough
 */
export function modulusBitsFor(clients: number, bits: number, headroom = 0): number {
  const sum = clients * (2 ** bits - 1) + 2 * headroom;
  const found = [8, 16, 24, 32].find((k) => sum < 2 ** k);
  if (found !== undefined) return found;
  const rule = `be small enough for the sum of ${clients} clients to stay below 2^32`;
  throw new ArgumentError('bits', rule, bits);
}
