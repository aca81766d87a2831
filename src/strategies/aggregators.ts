import type { Aggregator } from '../aggregation/aggregator';
import { bulyan } from '../aggregation/bulyan';
import { centeredClipping } from '../aggregation/centeredClipping';
import { coordinateMedian } from '../aggregation/coordinateMedian';
import { flTrust } from '../aggregation/flTrust';
import { geometricMedian } from '../aggregation/geometricMedian';
import { krum, multiKrum } from '../aggregation/krum';
import { mean } from '../aggregation/mean';
import { normBound } from '../aggregation/normBound';
import { normZeroing } from '../aggregation/normZeroing';
import { trimmedMean } from '../aggregation/trimmedMean';
import { ArgumentError } from '../core/errors';
import { makePart } from '../core/namedParts';
import type { NamedParts } from '../core/namedParts';
import type { AnyDataset } from '../data/dataset';
import { secureAggregation } from '../secureAggregation/secureAggregation';

const attackers = { attackers: 'the most attackers in a round, a whole number' } as const;

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
    make: () => coordinateMedian(),
  },
  trimmedmean: {
    summary:
      'the mean of each coordinate without a share of the values on either side (Yin et al. 2018)',
    settings: { share: 'the share that is cut on either side, at least 0 and below 0.5' },
    make: ({ share }) => trimmedMean({ share }),
  },
  krum: {
    summary: 'the update that is closest to its neighbors (Blanchard et al. 2017)',
    settings: attackers,
    make: ({ attackers }) => krum({ attackers }),
  },
  multikrum: {
    summary:
      'the mean of the updates closest to their neighbors, by default of all but attackers + 2',
    settings: attackers,
    optional: { select: 'how many updates it chooses, a whole number' },
    make: ({ attackers, select }) => multiKrum({ attackers, select }),
  },
  bulyan: {
    summary: 'of updates that Krum chooses the values around each median (El Mhamdi et al. 2018)',
    settings: attackers,
    make: ({ attackers }) => bulyan({ attackers }),
  },
  geometricmedian: {
    summary: 'the point with the smallest sum of distances (Pillutla et al. 2022)',
    settings: {},
    optional: { iterations: 'the most passes over the updates, a whole number' },
    make: ({ iterations }) => geometricMedian({ iterations }),
  },
  centeredclipping: {
    summary: 'the last aggregate, moved by updates clipped around it (Karimireddy et al. 2021)',
    settings: { radius: 'how far an update can pull, > 0' },
    optional: { iterations: 'passes over the updates, a whole number' },
    make: ({ radius, iterations }) => centeredClipping({ radius, iterations }),
  },
  normbound: {
    summary: 'the weighted mean of updates that the server scales down to a norm (Sun et al. 2019)',
    settings: { norm: 'the largest norm, > 0' },
    make: ({ norm }) => normBound(norm),
  },
  zeroing: {
    summary: 'the weighted mean without updates longer than a multiple of a quantile of the norms',
    settings: {},
    optional: {
      quantile: 'the quantile, between 0 and 1',
      multiple: 'how many times as long, > 0',
    },
    make: ({ quantile, multiple }) => normZeroing({ quantile, multiple }),
  },
  fltrust: {
    summary:
      'counts updates that agree with an update of the server’s own (Cao et al. 2021); needs --root-examples',
    settings: {},
    make: (_settings, root) => flTrust(root ?? noRoot()),
  },
  secure: {
    summary: 'the mean by secure aggregation (Bonawitz et al. 2017); weights must be uniform',
    settings: { range: 'the largest absolute value of an update’s numbers, > 0' },
    make: ({ range }) => secureAggregation({ range }),
  },
} as const satisfies NamedParts<Aggregator, AnyDataset>;

/**
 * Makes the aggregator that a string describes: `median`, `trimmedmean:share=0.2`.
 *
 * ```ts
 * const aggregator = fl.strategies.makeAggregator('krum:attackers=2');
 * ```
 *
 * @param root the examples that the server trusts, for `fltrust`
 * @throws ArgumentError for an unknown name, and for settings that are missing or out of range
 */
export function makeAggregator(text: string, root?: AnyDataset): Aggregator {
  return makePart('aggregator', aggregators, text, root);
}

function noRoot(): never {
  throw new ArgumentError('root', 'be given for fltrust', undefined);
}
