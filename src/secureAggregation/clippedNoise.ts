import { discreteNoiseMultiplier } from './discreteNoiseMultiplier';
import { normBeforeRounding } from './normBeforeRounding';
import { quantizer } from './quantize';
import { secureTerms } from './secureAggregation';
import type { SecureAggregationOptions } from './secureAggregation';

/** Clients that clip their updates, and add noise to a secure sum of them. */
export interface ClippedNoise
  extends
    Pick<SecureAggregationOptions, 'range' | 'threshold' | 'neighbors'>,
    Required<Pick<SecureAggregationOptions, 'bits'>> {
  /** The L2 norm of an update, > 0. */
  readonly clip: number;
  /** The noise in the sum has this many times as much standard deviation, > 0. */
  readonly noiseMultiplier: number;
  /** Numbers in an update. */
  readonly size: number;
  /** The most clients of a round, at least 2. */
  readonly clients: number;
}

/** What such noise is worth to an accountant: its noise multiplier, nearly the given one. */
export function clippedNoise(sum: ClippedNoise): number {
  const { clip, noiseMultiplier, size, clients } = sum;
  const { step } = quantizer(sum);
  return discreteNoiseMultiplier({
    ...{ size, step, clients },
    leastSurvivors: secureTerms(clients, sum).leastSurvivors,
    norm: normBeforeRounding(clip, step, size),
    standardDeviation: noiseMultiplier * clip,
  }).noiseMultiplier;
}
