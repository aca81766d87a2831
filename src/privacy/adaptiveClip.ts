import { nonNegative, positive, within } from '../core/check';
import { ArgumentError } from '../core/errors';

/** How the clipping norm follows a quantile of the updates' norms. */
export interface AdaptiveClip {
  /** γ in [0, 1]: the share of updates that are to be left as they are; 0.5 is the median. */
  readonly quantile: number;
  /** C⁰ > 0: the norm of the first round; default 0.1. */
  readonly initialNorm?: number;
  /** η_C > 0: how fast it follows; default 0.2. */
  readonly learningRate?: number;
  /**
   * σ_b ≥ 0: the standard deviation of the noise in the number of clients that were not clipped; more than
   * half the noise multiplier. Default a twentieth of the clients per round or, if that is not enough for
   * it, the noise multiplier.
   */
  readonly countNoise?: number;
}

/** Adaptive clipping for a cohort and a noise multiplier. */
export interface NormFollower {
  readonly initialNorm: number;
  /** z_Δ: the noise multiplier of the updates' sum. */
  readonly updateNoise: number;
  /** σ_b. */
  readonly countNoise: number;
  /**
   * The next round's norm.
   *
   * @param count the noisy sum over the clients of ½ for each that was not clipped, −½ for the others
   */
  next(norm: number, count: number): number;
}

/**
 * Adaptive clipping (Andrew et al. 2021, "Differentially private learning with adaptive clipping",
 * Algorithm 1): C ← C · exp(−η_C(b − γ)), where b is the share of updates that were not clipped, with
 * noise. So that sum and count together have the noise multiplier z, the sum's own is
 * z_Δ = (z⁻² − (2σ_b)⁻²)^(−1/2) (Theorem 1).
 *
 * @param clientsPerRound m: what sums are divided by
 */
export function adaptiveClip(
  options: AdaptiveClip,
  noiseMultiplier: number,
  clientsPerRound: number,
): NormFollower {
  const { quantile, initialNorm = 0.1, learningRate = 0.2 } = options;
  const { countNoise = Math.max(clientsPerRound / 20, noiseMultiplier) } = options;
  within('quantile', quantile, 0, 1);
  positive('initialNorm', initialNorm);
  positive('learningRate', learningRate);
  nonNegative('countNoise', countNoise);
  if (noiseMultiplier > 0 && 2 * countNoise <= noiseMultiplier) {
    const rule = `be more than half the noise multiplier ${noiseMultiplier}`;
    throw new ArgumentError('countNoise', rule, countNoise);
  }
  return {
    initialNorm,
    updateNoise:
      noiseMultiplier === 0 ? 0 : (noiseMultiplier ** -2 - (2 * countNoise) ** -2) ** -0.5,
    countNoise: noiseMultiplier === 0 ? 0 : countNoise,
    next(norm, count) {
      const share = 0.5 + count / clientsPerRound;
      return norm * Math.exp(-learningRate * (share - quantile));
    },
  };
}
