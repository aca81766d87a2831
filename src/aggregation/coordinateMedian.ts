import { middle } from '../core/vector';
import type { Aggregator } from './aggregator';
import type { KeptVectorsOptions } from './keptVectors';
import { orderRule } from './orderRule';
import { sortedColumns } from './sortedColumns';

/**
 * The coordinate-wise median of the clients' vectors (Yin et al. 2018, "Byzantine-robust distributed
 * learning: towards optimal statistical rates", definition 1). For an even number of clients it is the mean
 * of the two middle values, as in NumPy and in Flower's FedMedian. Every client counts the same.
 *
 * Withstands fewer than half of the clients: they cannot move a coordinate beyond the range of the others.
 * Costs, for n clients and d numbers: n·d numbers of memory (or file), and a sort of n numbers d times.
 *
 * ```ts
 * const algorithm = fl.fedAvg({ trainer, rng, ...plan, aggregator: fl.aggregation.coordinateMedian() });
 * ```
 */
export function coordinateMedian(memory: KeptVectorsOptions = {}): Aggregator {
  return orderRule({
    name: 'the median',
    memory,
    combine: ({ kept }) => ({ aggregate: sortedColumns(kept, middle) }),
  });
}
