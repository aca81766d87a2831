import type { Aggregator } from './aggregator';

/**
 * The coordinate-wise median of the clients' vectors (Yin et al. 2018, "Byzantine-robust distributed
 * learning: towards optimal statistical rates", definition 1): up to half of the clients can send
 * anything without moving a coordinate beyond the range of the others. For an even number of clients it
 * is the mean of the two middle values, as in NumPy and in Flower's FedMedian.
 *
 * Every client counts the same; weights are ignored. Keeps all vectors of a round in memory.
 *
 * ```ts
 * const algorithm = fl.fedAvg({ trainer, rng, ...plan, aggregator: fl.aggregation.coordinateMedian() });
 * ```
 */
export function coordinateMedian(): Aggregator {
  return {
    kind: 'order',
    begin({ size }) {
      const vectors: Float32Array[] = [];
      return {
        add(vector, _weight, _clientId, factor = 1) {
          vectors.push(factor === 1 ? vector.slice() : vector.map((value) => value * factor));
        },
        result() {
          const result = new Float32Array(size);
          const column = new Float32Array(vectors.length);
          const [low, high] = [(vectors.length - 1) >> 1, vectors.length >> 1];
          for (let i = 0; i < size; i++) {
            for (let k = 0; k < vectors.length; k++) column[k] = vectors[k][i];
            column.sort();
            result[i] = (column[low] + column[high]) / 2;
          }
          return result;
        },
      };
    },
  };
}
