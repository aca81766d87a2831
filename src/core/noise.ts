import { randomFillSync } from '../platform/randomness';
import { wholeNumber } from './check';
import type { Rng } from './rng';

/** Random numbers for noise that protects somebody. */
export interface NoiseSource {
  /**
   * Whether nobody can compute the numbers again. Noise from a seed protects nobody who knows the seed,
   * however large it is: results that depend on it are marked `private: false`.
   */
  readonly private: boolean;
  /** A whole number, uniform in [0, 2^32). */
  uint32(): number;
  /** Fills an array with such numbers. */
  fill(numbers: Uint32Array): void;
  /** A whole number, uniform in [0, 2^53): 53 random bits. */
  bits53(): number;
  /** A whole number, uniform in [0, limit), without bias; `limit` is in [1, 2^53 − 1]. */
  integer(limit: number): number;
  /**
   * A normal number of mean 0 and standard deviation 1 in double precision (Box and Muller 1958).
   *
   * Accountants assume real numbers. Doubles have gaps, and which of them a sum with noise can reach
   * depends on what the noise was added to, so the low bits of a published value may tell neighboring
   * inputs apart (Mironov 2012, "On significance of the least significant bits for differential
   * privacy"). A model in single precision rounds most of these bits away, but that is no proof: take
   * {@link discreteGaussian} where a sum consists of whole numbers.
   */
  normal(): number;
}

/** Random numbers that are drawn from the system at once. */
const drawn = 2 ** 14;

/**
 * The noise of real use: from the generator of `node:crypto`, seeded by the system; cannot be repeated.
 *
 * ```ts
 * const value = sum + 2 * fl.privacy.cryptographicNoise().normal();
 * ```
 */
export function cryptographicNoise(): NoiseSource {
  const buffer = new Uint32Array(drawn);
  let at = drawn;
  const next = (): number => {
    if (at === drawn) {
      randomFillSync(buffer);
      at = 0;
    }
    const value = buffer[at];
    // Forgotten, so that noise that was used is nowhere in memory.
    buffer[at++] = 0;
    return value;
  };
  return fromUint32(true, next, (numbers) => randomFillSync(numbers));
}

/**
 * Noise from a seed, for experiments that must give the same numbers again. It is not private.
 *
 * ```ts
 * const noise = fl.privacy.seededNoise(fl.Rng.fromSeed(1));
 * noise.private; // false
 * ```
 */
export function seededNoise(rng: Rng): NoiseSource {
  const fill = (numbers: Uint32Array): void => {
    for (let i = 0; i < numbers.length; i++) numbers[i] = rng.uint32();
  };
  return fromUint32(false, () => rng.uint32(), fill);
}

function fromUint32(
  isPrivate: boolean,
  uint32: () => number,
  fill: (numbers: Uint32Array) => void,
): NoiseSource {
  const bits53 = (): number => (uint32() >>> 5) * 0x4000000 + (uint32() >>> 6);
  /** The second number of a pair. */
  let spare: number | undefined;
  return {
    private: isPrivate,
    uint32,
    fill,
    bits53,
    integer(limit) {
      wholeNumber('limit', limit, 1);
      const [range, draw] = limit > 2 ** 32 ? [2 ** 53, bits53] : [2 ** 32, uint32];
      const unbiased = range - (range % limit);
      for (;;) {
        const value = draw();
        if (value < unbiased) return value % limit;
      }
    },
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - bits53() / 2 ** 53));
      const angle = (2 * Math.PI * bits53()) / 2 ** 53;
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
  };
}
