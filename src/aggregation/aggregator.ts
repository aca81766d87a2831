import type { Rng } from '../core/rng';

/** One round, as an aggregator sees it. */
export interface AggregationRound {
  /** Numbers in each vector. */
  readonly size: number;
  /** 1 for the first. */
  readonly round: number;
  /** The ids of the clients whose vectors may come, in order. */
  readonly cohort: readonly string[];
  /** For this round's aggregation only. */
  readonly rng: Rng;
}

/** Combines the vectors of one round into one. */
export interface Accumulator {
  /**
   * Adds a client's vector, in the cohort's order. The vector is recycled afterwards: copy it to keep it.
   *
   * @param weight finite and > 0; clients of weight 0 are not added at all
   * @param factor multiplies the vector but not its weight; default 1
   */
  add(vector: Float32Array, weight: number, clientId: string, factor?: number): void;
  /** The aggregate. Called at most once, after something was added; nothing is added afterwards. */
  result(): Float32Array;
}

/**
 * How the server turns the clients' updates into one: the mean of McMahan et al. 2017, a median, …
 * A value that keeps nothing between rounds.
 */
export interface Aggregator {
  /**
   * `sum`: a weighted sum, which needs one vector of memory whatever the cohort's size and can be computed
   * on masked vectors. `order`: needs the clients' individual vectors, such as a median.
   */
  readonly kind: 'sum' | 'order';
  /** What a sum is divided by, if that is not the sum of the weights. */
  readonly denominator?: number;
  begin(round: AggregationRound): Accumulator;
}
