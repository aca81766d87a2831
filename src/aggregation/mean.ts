import type { Aggregator } from './aggregator';
import { WeightedMean } from './weightedMean';

/** Σ wₖ·vₖ / Σ wₖ: the aggregation of McMahan et al. 2017, Algorithm 1. Summed in double precision. */
export function mean(): Aggregator {
  // Allocation takes time, so the sum's memory is reused in the next round.
  const spares = new Map<number, WeightedMean>();
  return {
    kind: 'sum',
    begin({ size }) {
      const sum = spares.get(size) ?? new WeightedMean(size);
      spares.delete(size);
      return {
        add(vector, weight, _clientId, factor) {
          sum.add(vector, weight, factor);
        },
        result() {
          const result = sum.result();
          sum.clear();
          spares.set(size, sum);
          return result;
        },
      };
    },
  };
}
