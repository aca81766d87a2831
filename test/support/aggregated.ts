import type { AggregationRound, Aggregator } from '../../src/aggregation/aggregator';
import { Rng } from '../../src/core/rng';

/** What an aggregator makes of a round of vectors, from clients `0`, `1`, … */
export interface Aggregated {
  readonly aggregate: Float32Array | undefined;
  readonly rejected: readonly string[];
}

/** Aggregates vectors as a server does: from one buffer for all, as a trainer recycles its updates. */
export function aggregated(
  aggregator: Aggregator,
  vectors: readonly ArrayLike<number>[],
  weights: readonly number[] = vectors.map(() => 1),
  round: Partial<AggregationRound> = {},
): Aggregated {
  const cohort = vectors.map((_, k) => `${k}`);
  const size = vectors[0].length;
  const whole = { size, round: 1, cohort, rng: Rng.fromSeed(1), ...round };
  const accumulator = aggregator.begin(whole);
  const buffer = new Float32Array(size);
  vectors.forEach((vector, k) => {
    buffer.set(vector);
    accumulator.add(buffer, weights[k], cohort[k]);
  });
  try {
    const aggregate = accumulator.result();
    return { aggregate, rejected: accumulator.rejected?.() ?? [] };
  } finally {
    accumulator.dispose?.();
  }
}
