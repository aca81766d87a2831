import type { Aggregator } from '../aggregation/aggregator';
import { ArgumentError } from '../core/errors';
import type { Rng } from '../core/rng';

/** A linear map of vectors, the same for all clients of a round. */
export interface SharedMap {
  /** Numbers in a mapped vector. */
  readonly size: number;
  /** A new vector of this size. */
  readonly map: (vector: Float32Array) => Float32Array;
  /** What stands for the vectors' sum, given the sum of the mapped ones. */
  readonly back: (sum: Float32Array) => Float32Array;
}

/**
 * Sums mapped vectors and maps the sum back. Because the map is linear and the same for all clients, this
 * needs nothing but a sum, and works under masks.
 *
 * @param shared the round's map, for vectors of `size` numbers
 * @throws ArgumentError for an aggregator that is no sum
 */
export function linearSum(
  aggregator: Aggregator,
  shared: (size: number, rng: Rng) => SharedMap,
): Aggregator {
  if (aggregator.kind !== 'sum') {
    const rule = 'be a sum: the clients’ map is taken back from the sum of what it gave';
    throw new ArgumentError('aggregator', rule, aggregator.kind);
  }
  return {
    ...aggregator,
    begin(round) {
      const { size, map, back } = shared(round.size, round.rng.split('shared map'));
      const inner = aggregator.begin({ ...round, size });
      return {
        add(vector, weight, clientId, factor) {
          inner.add(map(vector), weight, clientId, factor);
        },
        result() {
          const sum = inner.result();
          return sum && back(sum);
        },
        ...(inner.report && { report: () => inner.report!() }),
      };
    },
  };
}
