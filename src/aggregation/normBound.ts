import { positive } from '../core/check';
import { norm } from '../core/vector';
import type { Aggregator } from './aggregator';
import { mean } from './mean';

/**
 * Norm bounding (Sun et al. 2019, "Can you really backdoor federated learning?", section 4): the weighted
 * mean of the clients' vectors, of which the server first scales those that are longer than `bound` down to
 * it. Unlike `clip`, it does not rely on the clients.
 *
 * Withstands clients that shout: each moves the mean by at most its share of `bound`. Many that pull
 * together still move it.
 * Costs no memory beyond the sum; 4·n·d operations for n clients and d numbers. Tensors that are not trained
 * may be summed on their own, and are then bounded on their own.
 *
 * ```ts
 * const aggregator = fl.aggregation.normBound(0.5);
 * ```
 *
 * @param bound the largest L2 norm, > 0
 */
export function normBound(bound: number): Aggregator {
  positive('bound', bound);
  const sums = mean();
  return {
    ...sums,
    begin(round) {
      const sum = sums.begin(round);
      return {
        ...sum,
        add(vector, weight, clientId, factor = 1) {
          const length = norm(vector) * Math.abs(factor);
          sum.add(vector, weight, clientId, factor * Math.min(1, bound / length));
        },
      };
    },
  };
}
