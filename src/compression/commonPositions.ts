import type { Aggregator } from '../aggregation/aggregator';
import { ArgumentError } from '../core/errors';
import { linearSum } from './linearSum';
import { countOf, randomPositions } from './primitives/select';

/** Options of {@link commonPositions}. */
export interface CommonPositionsOptions {
  /** The share of a vector's numbers that is summed, in (0, 1); at least one number is. */
  readonly share: number;
  /**
   * Whether the sum is multiplied by what the share is of the whole, so that its expectation is that of the
   * whole vectors; default yes.
   */
  readonly unbiased?: boolean;
}

/**
 * Random-k for a sum that nobody can read: in each round all clients send the same k positions of their
 * vectors, drawn anew by a seed that they share (Konečný et al. 2016, "Federated learning: strategies for
 * improving communication efficiency", section 2, random mask). The masked vectors are k numbers long; all
 * other numbers of the aggregate are 0. The positions cost no bytes: each client draws them itself from
 * what the protocol sends everybody anyway.
 *
 * ```ts
 * const masked = fl.secureAggregation.secureAggregation({ range: 1 });
 * const aggregator = fl.compression.commonPositions(masked, { share: 0.1 });
 * ```
 *
 * @throws ArgumentError for a share outside (0, 1), and for an aggregator that is no sum
 */
export function commonPositions(
  aggregator: Aggregator,
  { share, unbiased = true }: CommonPositionsOptions,
): Aggregator {
  if (!(share > 0 && share < 1)) throw new ArgumentError('share', 'be above 0 and below 1', share);
  return linearSum(aggregator, (size, rng) => {
    const count = countOf({ share }, size);
    const positions = randomPositions(rng.uint32(), size, count);
    const scale = unbiased ? size / count : 1;
    return {
      size: count,
      map: (vector) => Float32Array.from(positions, (position) => vector[position]),
      back(sum) {
        const whole = new Float32Array(size);
        positions.forEach((position, i) => (whole[position] = scale * sum[i]));
        return whole;
      },
    };
  });
}
