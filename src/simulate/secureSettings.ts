import type { Aggregator } from '../aggregation/aggregator';
import { ArgumentError } from '../core/errors';
import { secureAggregation } from '../secureAggregation/secureAggregation';
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
  const { strategy, aggregator, secureMaxWeight, weighting } = config;
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
  rangeOf(config);
}

/** What the strategy gets: the aggregator, and weights that it can bound. */
export function secureSettings(config: FilledSettings): {
  readonly aggregator: Aggregator;
  readonly weighting: Weighting;
} {
  const { secureThreshold, secureBits, secureNeighbors, secureMaxWeight, secureDropouts } = config;
  const { weighting = secureMaxWeight === undefined ? 'uniform' : 'examples' } = config;
  const dropouts = clientStages.map((stage) => [stage, secureDropouts!]);
  return {
    weighting,
    aggregator: secureAggregation({
      range: rangeOf(config),
      bits: secureBits,
      threshold: secureThreshold,
      neighbors: secureNeighbors,
      maxWeight: secureMaxWeight,
      dropouts: Object.fromEntries(dropouts) as Record<string, number>,
    }),
  };
}

/** The range, by default the norm to which updates are clipped: no number can be beyond it. */
function rangeOf({ secureRange, transforms = '' }: FilledSettings): number {
  const norm = /(?:^|,)\s*clip:norm=([^,:]+)/.exec(transforms)?.[1];
  const range = secureRange ?? (norm === undefined ? undefined : Number(norm));
  if (range !== undefined) return range;
  const rule = 'be given with --secure-aggregation, unless a transform clips updates to a norm';
  throw new ArgumentError('--secure-range', rule, range);
}
