import type { Aggregator } from '../aggregation/aggregator';
import { coordinateMedian } from '../aggregation/coordinateMedian';
import { mean } from '../aggregation/mean';
import { makePart } from '../core/namedParts';
import type { NamedParts } from '../core/namedParts';

/**
 * All aggregators, by the name that commands and config files use.
 *
 * ```ts
 * const names = Object.keys(fl.strategies.aggregators);
 * ```
 */
export const aggregators = {
  mean: { summary: 'the weighted mean', settings: {}, make: () => mean() },
  median: {
    summary: 'the median of each coordinate (Yin et al. 2018)',
    settings: {},
    make: coordinateMedian,
  },
} as const satisfies NamedParts<Aggregator>;

/**
 * Makes the aggregator that a string describes: `median`. Throws an `ArgumentError`.
 *
 * ```ts
 * const aggregator = fl.strategies.makeAggregator('median');
 * ```
 */
export function makeAggregator(text: string): Aggregator {
  return makePart('aggregator', aggregators, text);
}
