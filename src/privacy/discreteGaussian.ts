import { ArgumentError } from '../core/errors';
import { exactBernoulli, rational } from './exactBernoulli';
import type { NoiseSource } from '../core/noise';

/** Numbers up to many standard deviations are exact doubles, and exact arithmetic stays short. */
const [smallest, largest] = [2 ** -20, 2 ** 80];

/**
 * Draws whole numbers from the discrete Gaussian distribution, P(x) ∝ e^(−x²/2σ²), without any rounding
 * (Canonne, Kamath and Steinke 2020, "The discrete Gaussian for differential privacy", Algorithms 2 and
 * 3). It has none of the gaps of floating-point noise (see `NoiseSource.normal`), and a sum of whole
 * numbers stays whole. Its Rényi divergences are at most those of the normal distribution with the same σ
 * (Theorem 7), so the same accountant holds. How long a draw takes depends on its value.
 *
 * ```ts
 * const draw = fl.privacy.discreteGaussian(fl.privacy.cryptographicNoise(), 2.5 ** 2);
 * const noisy = count + draw();
 * ```
 *
 * @param variance σ², between 2^−20 and 2^80, taken exactly as this double. It is the numbers' variance to
 *   1e-6 from σ = 1 on; below, theirs is smaller
 */
export function discreteGaussian(noise: NoiseSource, variance: number): () => number {
  if (!(variance >= smallest && variance <= largest)) {
    throw new ArgumentError('variance', 'be between 2^-20 and 2^80', variance);
  }
  const scale = Math.floor(Math.sqrt(variance)) + 1;
  const center = variance / scale;
  const exactVariance = rational(variance);
  const laplace = discreteLaplace(noise, scale);
  return () => {
    for (;;) {
      const value = laplace();
      // Kept with probability e^−γ, γ = (|x| − σ²/t)² / 2σ².
      const size = Math.abs(value);
      const distance = size - center;
      const gamma = (distance * distance) / (2 * variance);
      const rounded = 2 ** -50 * (size + center);
      const error = 2 ** -50 * gamma + ((Math.abs(distance) + rounded) * rounded) / variance;
      const exact = () => {
        const { numerator: n, denominator: d } = exactVariance;
        const t = BigInt(scale);
        return {
          numerator: (BigInt(size) * d * t - n) ** 2n,
          denominator: 2n * n * d * t * t,
        };
      };
      if (exactBernoulli(noise, gamma, error, exact)) return value;
    }
  };
}

const one = { numerator: 1n, denominator: 1n };

/** Draws from P(x) ∝ e^(−|x|/t) for a whole number t (Algorithm 2). */
function discreteLaplace(noise: NoiseSource, scale: number): () => number {
  return () => {
    for (;;) {
      const low = noise.integer(scale);
      const ratio = low / scale;
      const exact = () => ({ numerator: BigInt(low), denominator: BigInt(scale) });
      if (!exactBernoulli(noise, ratio, 2 ** -52, exact)) continue;
      let high = 0;
      while (exactBernoulli(noise, 1, 0, () => one)) high++;
      const size = low + scale * high;
      // The top bit is a coin; 0 has one sign only.
      const negative = noise.uint32() >= 2 ** 31;
      if (negative && size === 0) continue;
      return negative ? -size : size;
    }
  };
}
