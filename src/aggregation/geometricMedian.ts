import { nonNegative, positive, wholeNumber } from '../core/check';
import { ArgumentError } from '../core/errors';
import { middle } from '../core/vector';
import type { Aggregator } from './aggregator';
import type { KeptVectors, KeptVectorsOptions } from './keptVectors';
import { orderRule } from './orderRule';
import { sortedColumns } from './sortedColumns';
import { squaredDistance } from './squaredDistances';

/** Options of {@link geometricMedian}. */
export interface GeometricMedianOptions extends KeptVectorsOptions {
  /** Whether clients count by their weights in the mean, or all the same; default `uniform`. */
  readonly weights?: 'given' | 'uniform';
  /** The most passes over the vectors, at least 1; default 10. */
  readonly iterations?: number;
  /** Ends when a pass lowers the sum of distances by less than this share of it, ≥ 0; default 1e-6. */
  readonly tolerance?: number;
  /** ν > 0: distances count as at least this much; default 1e-6. */
  readonly smoothing?: number;
}

/**
 * The geometric median, the point with the smallest sum of distances to the clients' vectors, by the
 * smoothed Weiszfeld algorithm of RFA (Pillutla et al. 2022, "Robust aggregation for federated learning",
 * Algorithm 2): v ← Σ βₖ·vₖ / Σ βₖ with βₖ = αₖ / max(ν, ‖v − vₖ‖). It starts at the coordinate-wise
 * median, not at a mean, which a single client could have put far away.
 *
 * Withstands clients that hold less than half of all weights: the median stays within a bounded distance
 * of the others, however far away they are. With `weights: 'given'` a client's claim to have many examples
 * counts, so a liar can hold half of the weights.
 * Costs, for n clients and d numbers: n·d numbers of memory (or file), the coordinate-wise median, and 4·n·d
 * operations for each pass.
 *
 * ```ts
 * const aggregator = fl.aggregation.geometricMedian();
 * ```
 *
 * @throws ArgumentError for an option out of range
 */
export function geometricMedian(options: GeometricMedianOptions = {}): Aggregator {
  const { weights: kind = 'uniform', iterations = 10, tolerance = 1e-6 } = options;
  const { smoothing = 1e-6, ...memory } = options;
  if (!['given', 'uniform'].includes(kind)) {
    throw new ArgumentError('weights', 'be given or uniform', kind);
  }
  wholeNumber('iterations', iterations, 1);
  nonNegative('tolerance', tolerance);
  positive('smoothing', smoothing);
  return orderRule({
    name: 'the geometric median',
    memory,
    combine({ kept, weights }) {
      const alphas = kind === 'given' ? weights : weights.map(() => 1);
      let point: Float32Array | Float64Array = sortedColumns(kept, middle);
      let before = Infinity;
      for (let pass = 0; pass < iterations; pass++) {
        const step = weiszfeld(kept, alphas, point, smoothing);
        // The sum is that of the point before the step.
        if (before - step.distances < tolerance * step.distances) break;
        before = step.distances;
        point = step.point;
      }
      return { aggregate: Float32Array.from(point) };
    },
  });
}

/** One pass over the vectors: the next point, and the weighted sum of distances to this one. */
function weiszfeld(
  kept: KeptVectors,
  alphas: readonly number[],
  point: Float32Array | Float64Array,
  smoothing: number,
): { readonly point: Float64Array; readonly distances: number } {
  const sum = new Float64Array(kept.size);
  let [total, distances] = [0, 0];
  for (let k = 0; k < kept.count; k++) {
    const row = kept.row(k);
    const distance = Math.sqrt(squaredDistance(row, point));
    // A vector with infinite numbers is infinitely far away and has no share.
    if (!Number.isFinite(distance)) continue;
    const beta = alphas[k] / Math.max(smoothing, distance);
    for (let i = 0; i < sum.length; i++) sum[i] += beta * row[i];
    total += beta;
    distances += alphas[k] * distance;
  }
  for (let i = 0; i < sum.length; i++) sum[i] = total > 0 ? sum[i] / total : point[i];
  return { point: sum, distances };
}
