import type { Aggregator } from '../aggregation/aggregator';
import { linearSum } from './linearSum';
import { rotate, rotateBack } from './primitives/hadamard';

/**
 * Rotated quantization for a sum that nobody can read: in each round all clients turn their vectors by the
 * same random rotation, whose seed they share, and the sum is turned back (Suresh et al. 2017, "Distributed
 * mean estimation with limited communication", section 3; with secure aggregation as in Kairouz et al. 2021,
 * "The distributed discrete Gaussian mechanism", section 4). A rotation spreads a vector evenly over its
 * numbers, of which none is then far from ‖v‖ / √d, so that a grid can have a smaller range and fewer bits.
 *
 * ```ts
 * const masked = fl.secureAggregation.secureAggregation({ range: 0.1, bits: 4 });
 * const aggregator = fl.compression.commonRotation(masked);
 * ```
 *
 * @throws ArgumentError for an aggregator that is no sum
 */
export function commonRotation(aggregator: Aggregator): Aggregator {
  return linearSum(aggregator, (size, rng) => {
    const seed = rng.uint32();
    return {
      size,
      map: (vector) => Float32Array.from(rotate(vector, seed)),
      back: (sum) => rotateBack(Float64Array.from(sum), seed),
    };
  });
}
