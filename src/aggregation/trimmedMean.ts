import { ArgumentError } from '../core/errors';
import type { Aggregator } from './aggregator';
import type { KeptVectorsOptions } from './keptVectors';
import { orderRule } from './orderRule';
import { meanBetween, sortedColumns } from './sortedColumns';

/** Options of {@link trimmedMean}. */
export interface TrimmedMeanOptions extends KeptVectorsOptions {
  /** β in [0, 0.5): the share of the clients that is cut on either side of each coordinate. */
  readonly share: number;
}

/**
 * The coordinate-wise trimmed mean (Yin et al. 2018, "Byzantine-robust distributed learning: towards optimal
 * statistical rates", definition 2): of each coordinate's n values it leaves out the ⌊β·n⌋ smallest and the
 * ⌊β·n⌋ largest and takes the mean of the others. Of 4 clients, β = 0.2 cuts none. Flower's FedTrimmedAvg
 * does the same. Every client counts the same.
 *
 * Withstands ⌊β·n⌋ clients: they cannot move a coordinate beyond the range of the others.
 * Costs, for n clients and d numbers: n·d numbers of memory (or file), and a sort of n numbers d times.
 *
 * ```ts
 * const aggregator = fl.aggregation.trimmedMean({ share: 0.2 });
 * ```
 *
 * @throws ArgumentError for a share outside [0, 0.5)
 */
export function trimmedMean({ share, ...memory }: TrimmedMeanOptions): Aggregator {
  if (!(share >= 0 && share < 0.5)) {
    throw new ArgumentError('share', 'be at least 0 and below 0.5', share);
  }
  return orderRule({
    name: 'the trimmed mean',
    memory,
    combine({ kept }) {
      const cut = Math.floor(share * kept.count);
      const mean = (column: Float32Array): number => meanBetween(column, cut, column.length - cut);
      return { aggregate: sortedColumns(kept, mean) };
    },
  });
}
