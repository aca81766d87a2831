import { ArgumentError } from '../core/errors';
import type { Rng } from '../core/rng';
import { discreteGaussian } from '../privacy/discreteGaussian';
import { cryptographicNoise, seededNoise } from '../core/noise';

/** Noise in a secure sum, of which every client adds a share before masking. */
export interface SumNoise {
  /**
   * σ > 0, in the unit of the vectors' numbers: the standard deviation of the noise in the sum of the least
   * number of clients that may be left. With more of them there is more noise, never less.
   */
  readonly standardDeviation: number;
  /** Noise from the experiment's seed, which protects nobody; default the system's generator. */
  readonly seeded?: boolean;
}

/**
 * One client's share in whole numbers of the grid: discrete Gaussian with the variance
 * (σ / step)² / leastSurvivors (Kairouz, Liu and Steinke 2021, "The distributed discrete Gaussian
 * mechanism for federated learning with secure aggregation", Algorithm 1). From two steps for each client
 * on, the sum is one discrete Gaussian up to a τ below 1e-12 (see `discreteNoiseMultiplier`).
 */
export function noiseShare(
  { standardDeviation, seeded = false }: SumNoise,
  step: number,
  leastSurvivors: number,
  rng: () => Rng,
): () => number {
  const variance = (standardDeviation / step) ** 2 / leastSurvivors;
  if (variance < 4) {
    const rule = `be at least ${2 * step * Math.sqrt(leastSurvivors)}, two steps of the grid for each client (more bits make a finer grid)`;
    throw new ArgumentError('noise.standardDeviation', rule, standardDeviation);
  }
  return discreteGaussian(seeded ? seededNoise(rng()) : cryptographicNoise(), variance);
}

/**
 * What the sum of all shares will not exceed: 10 of its standard deviations, which are at most √2 · σ
 * because more than half of the clients must be left. It is exceeded with a probability below 2e-22.
 */
export function noiseHeadroom({ standardDeviation }: SumNoise, step: number): number {
  return Math.ceil((10 * Math.SQRT2 * standardDeviation) / step);
}
