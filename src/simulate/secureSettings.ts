import type { Aggregator } from '../aggregation/aggregator';
import { ArgumentError } from '../core/errors';
import { secureAggregation } from '../secureAggregation/secureAggregation';
import type { SecureAggregationOptions } from '../secureAggregation/secureAggregation';
import { clientStages } from '../secureAggregation/protocol/inProcess';
import { strategies } from '../strategies/catalogue';
import type { Weighting } from '../strategies/weighting';
import type { FilledSettings } from '../options/table';

/**
 * Refuses options that contradict secure aggregation.
 *
 * @throws ArgumentError that names the option
 */
export function checkSecureAggregation(config: FilledSettings): void {
  const { strategy, aggregator, secureMaxWeight, weighting, adaptiveClip, clip } = config;
  const { secureNoise = false, noiseMultiplier = 0, targetEpsilon } = config;
  if (!config.secureAggregation) return;
  const { title, takes } = strategies[strategy];
  if (!takes.includes('aggregator')) {
    const rule = `be left out with --strategy ${strategy}: ${title} aggregates no updates`;
    throw new ArgumentError('--secure-aggregation', rule, true);
  }
  if (aggregator !== undefined) {
    const rule = 'be left out with --secure-aggregation, which aggregates by itself';
    throw new ArgumentError('--aggregator', rule, aggregator);
  }
  if (weighting === 'examples' && secureMaxWeight === undefined) {
    const rule = 'be uniform with --secure-aggregation, or bounded by --secure-max-weight';
    throw new ArgumentError('--weighting', rule, weighting);
  }
  if (adaptiveClip !== undefined) {
    const rule =
      'be left out with --secure-aggregation: its clients also send whether their update was clipped, which it would not hide';
    throw new ArgumentError('--adaptive-clip', rule, adaptiveClip);
  }
  if (clip !== undefined && secureMaxWeight !== undefined) {
    const rule = 'be left out with --clip, which counts all clients equally';
    throw new ArgumentError('--secure-max-weight', rule, secureMaxWeight);
  }
  if (secureNoise && noiseMultiplier === 0 && targetEpsilon === undefined) {
    const rule = 'be left out without --noise-multiplier or --target-epsilon, which say how much';
    throw new ArgumentError('--secure-noise', rule, true);
  }
  rangeOf(config);
}

/** The aggregator, if the options ask for secure aggregation. @param more what differential privacy needs */
export function secureAggregator(
  config: FilledSettings,
  more: Pick<SecureAggregationOptions, 'clippingNorm' | 'denominator' | 'noise'> = {},
): Aggregator | undefined {
  if (!config.secureAggregation) return undefined;
  const { secureThreshold, secureBits, secureNeighbors, secureMaxWeight, secureDropouts } = config;
  const dropouts = clientStages.map((stage) => [stage, secureDropouts!]);
  return secureAggregation({
    range: rangeOf(config),
    bits: secureBits,
    threshold: secureThreshold,
    neighbors: secureNeighbors,
    maxWeight: secureMaxWeight,
    dropouts: Object.fromEntries(dropouts) as Record<string, number>,
    ...more,
  });
}

/** Weights that secure aggregation can bound: all equal, unless there is a largest one. */
export function secureWeighting({
  secureAggregation: secure = false,
  secureMaxWeight,
  weighting,
}: FilledSettings): { readonly weighting?: Weighting } {
  if (!secure || weighting !== undefined) return {};
  return { weighting: secureMaxWeight === undefined ? 'uniform' : 'examples' };
}

/** The range, by default the norm to which updates are clipped: no number can be beyond it. */
function rangeOf({ secureRange, clip, transforms = '' }: FilledSettings): number {
  const norm = /(?:^|,)\s*clip:norm=([^,:]+)/.exec(transforms)?.[1];
  const range = secureRange ?? clip ?? (norm === undefined ? undefined : Number(norm));
  if (range !== undefined) return range;
  const rule = 'be given with --secure-aggregation, unless --clip limits updates to a norm';
  throw new ArgumentError('--secure-range', rule, range);
}
