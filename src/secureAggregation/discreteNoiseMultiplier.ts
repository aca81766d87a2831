import { positive, wholeNumber } from '../core/check';
import { ArgumentError } from '../core/errors';

/** A secure sum with noise, as its accountant needs to know it. */
export interface DiscreteSum {
  /** The largest L2 norm of a client's vector, > 0. */
  readonly norm: number;
  /** Numbers in each vector, at least 1. */
  readonly size: number;
  /** The grid's step, > 0. */
  readonly step: number;
  /** σ of the noise in the sum of the least number of clients that may be left, > 0; in the norm's unit. */
  readonly standardDeviation: number;
  /** The least number of clients that may be left, at least 2. */
  readonly leastSurvivors: number;
  /** The most: all of a round. */
  readonly clients: number;
}

/** What the noise in a secure sum is worth. */
export interface DiscreteNoise {
  /** The largest L2 norm of a client's whole numbers, in the unit of the vectors. */
  readonly sensitivity: number;
  /** τ: how far the sum of the shares is from one discrete Gaussian. */
  readonly closeness: number;
  /**
   * The noise multiplier of the Gaussian mechanism with the same guarantee, for an accountant: below
   * σ / norm.
   */
  readonly noiseMultiplier: number;
}

/**
 * The noise multiplier of the distributed discrete Gaussian mechanism (Kairouz, Liu and Steinke 2021):
 *
 * - Rounding moves each of d numbers by less than one step γ, so a client's whole numbers have a norm of at
 *   most norm + γ·√d, whatever the rounding's luck: no conditional rounding is needed, but the grid
 *   must be fine.
 * - The sum of shares with standard deviations s = σ / (γ·√least) is close to one discrete Gaussian: with
 *   τ = 10 · Σ_{k=1}^{n−1} exp(−2π²s²·k / (k + 1)) and Δ = norm + γ·√d its Rényi divergence of order α is at
 *   most min( α·Δ²/2σ² + τ·d, α/2 · (Δ/σ + τ·√d)² ) (their Proposition 14), so at most α·ε²/2 with
 *   ε = min( √(Δ²/σ² + 2τ·d), Δ/σ + τ·√d ). n is the number of all clients, which makes τ largest, and σ that
 *   of the least number, which makes Δ/σ largest.
 *
 * The Gaussian mechanism with noise multiplier z has exactly α/2z², so z = 1/ε. For clients that are added
 * or removed. Where everybody takes part in every round, this is all an accountant needs; for sampled cohorts it
 * would take the continuous Gaussian's amplification by sampling in place of the discrete one's, which
 * is not proved.
 *
 * ```ts
 * const { noiseMultiplier } = fl.secureAggregation.discreteNoiseMultiplier({
 *   norm: 1, size: 7850, step: 1 / 32767, standardDeviation: 1, leastSurvivors: 34, clients: 50,
 * });
 * ```
 *
 * @throws ArgumentError if a share's standard deviation is below half a step: the bound on τ does not hold
 */
export function discreteNoiseMultiplier(sum: DiscreteSum): DiscreteNoise {
  const { norm, size, step, standardDeviation, leastSurvivors, clients } = sum;
  positive('norm', norm);
  wholeNumber('size', size, 1);
  positive('step', step);
  positive('standardDeviation', standardDeviation);
  wholeNumber('clients', clients, 2);
  wholeNumber('leastSurvivors', leastSurvivors, 2, clients);
  const variance = (standardDeviation / step) ** 2 / leastSurvivors;
  if (variance < 0.25) {
    const rule = `be at least ${0.5 * step * Math.sqrt(leastSurvivors)}, half a step of the grid for each client`;
    throw new ArgumentError('standardDeviation', rule, standardDeviation);
  }
  const sensitivity = norm + step * Math.sqrt(size);
  let closeness = 0;
  for (let k = 1; k < clients; k++) {
    closeness += 10 * Math.exp((-2 * Math.PI ** 2 * variance * k) / (k + 1));
  }
  const epsilon = Math.min(
    Math.sqrt((sensitivity / standardDeviation) ** 2 + 2 * closeness * size),
    sensitivity / standardDeviation + closeness * Math.sqrt(size),
  );
  return { sensitivity, closeness, noiseMultiplier: 1 / epsilon };
}
