import type { NoiseSource } from '../core/noise';

/** A ratio of whole numbers; the denominator is > 0. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** The value of a finite double, exactly: all of them are whole multiples of a power of two. */
export function rational(value: number): Rational {
  let [numerator, denominator] = [value, 1n];
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    denominator *= 2n;
  }
  return { numerator: BigInt(numerator), denominator };
}

/**
 * True with probability e^−γ, exactly: not with that of the nearest double.
 *
 * Compares 53 random bits with e^−γ in double precision. Only if they are closer than its rounding errors,
 * about once in 2^40 times, more random bits are compared with e^−γ in whole numbers, until they differ.
 *
 * @param approximate γ ≥ 0 in double precision
 * @param error at least |approximate − γ|, and at most 1/2
 * @param exact γ itself; called rarely
 */
export function exactBernoulli(
  noise: NoiseSource,
  approximate: number,
  error: number,
  exact: () => Rational,
): boolean {
  const bits = noise.bits53();
  const probability = Math.exp(-approximate);
  // e^error − 1 ≤ 2 · error; 2^−50 is for the rounding of exp and of this bound itself.
  const margin = 2 * probability * error + 2 ** -50;
  const low = bits / 2 ** 53;
  if (low + 2 ** -53 < probability - margin) return true;
  if (low > probability + margin) return false;
  return compare(noise, BigInt(bits), exact());
}

/** Whether a uniform number that starts with these 53 bits is below e^−γ. */
function compare(noise: NoiseSource, first: bigint, gamma: Rational): boolean {
  let [bits, length] = [first, 53n];
  for (;;) {
    const { low, high } = exponential(gamma, length);
    if (bits + 1n <= low) return true;
    if (bits >= high) return false;
    bits = (bits << 32n) | BigInt(noise.uint32());
    length += 32n;
  }
}

/** Whole numbers around 2^length · e^−γ, by the series of e^γ. */
function exponential({ numerator, denominator }: Rational, length: bigint) {
  const whole = numerator / denominator + 1n;
  // e^γ < 2^(2·whole), so this many bits leave 32 for the errors of rounding.
  const one = 1n << (length + 4n * whole + 32n);
  let [sum, term, k] = [one, one, 0n];
  while (term > 0n || k < 2n * whole) {
    k++;
    term = (term * numerator) / (denominator * k);
    sum += term;
  }
  // Rounding down loses at most e^γ in each of k terms; what follows them is smaller still.
  const lost = (k + 2n) << (2n * whole);
  const scaled = one << length;
  return { low: scaled / (sum + lost), high: scaled / sum + 1n };
}
