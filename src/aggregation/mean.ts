import { positive } from '../core/check';
import type { Aggregator } from './aggregator';
import { WeightedMean } from './weightedMean';

/** Options of {@link mean}. */
export interface MeanOptions {
  /** Divides the sum instead of Σ wₖ; > 0. */
  readonly denominator?: number;
}

/**
 * Σ wₖ·vₖ / Σ wₖ: the aggregation of McMahan et al. 2017, Algorithm 1. Summed in double precision.
 *
 * With a `denominator` it is Σ wₖ·vₖ / denominator, so that a client's vector counts the same whoever else
 * takes part: what differential privacy needs (McMahan et al. 2018, "Learning differentially private
 * recurrent language models", section 2.2).
 */
export function mean({ denominator }: MeanOptions = {}): Aggregator {
  if (denominator !== undefined) positive('denominator', denominator);
  // Allocation takes time, so the sum's memory is reused in the next round.
  const spares = new Map<number, WeightedMean>();
  return {
    kind: 'sum',
    ...(denominator !== undefined && { denominator }),
    begin({ size }) {
      const sum = spares.get(size) ?? new WeightedMean(size);
      spares.delete(size);
      return {
        add(vector, weight, _clientId, factor) {
          sum.add(vector, weight, factor);
        },
        result() {
          const result = sum.result(denominator);
          sum.clear();
          spares.set(size, sum);
          return result;
        },
      };
    },
  };
}
