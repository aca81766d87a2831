import type { Rng } from '../core/rng';

/** One round, as an aggregator sees it. */
export interface AggregationRound {
  /** Numbers in each vector. */
  readonly size: number;
  /** 1 for the first. */
  readonly round: number;
  /** The ids of the clients whose vectors may come, in order. */
  readonly cohort: readonly string[];
  /** For this round's aggregation alone. */
  readonly rng: Rng;
}

/** Takes the vectors of one round and turns them into one. */
export interface Accumulator {
  /**
   * Adds a client's vector, in the cohort's order. The vector is recycled afterwards: copy it to keep it.
   *
   * @param weight finite and > 0; a client that counts for nothing is not added at all
   * @param factor multiplies the vector but not its weight; default 1
   */
  add(vector: Float32Array, weight: number, clientId: string, factor?: number): void;
  /** The aggregate; nothing may be added or asked for afterwards. Called only if something was added. */
  result(): Float32Array;
}

/**
 * How the server turns the clients' updates into one: the mean of McMahan et al. 2017, a median, …
 * A value that holds nothing of one round in the next.
 */
export interface Aggregator {
  /**
   * `sum`: a weighted sum, which needs one vector of memory whatever the cohort's size and can be computed
   * on masked vectors. `order`: needs the clients' single vectors, such as a median.
   */
  readonly kind: 'sum' | 'order';
  begin(round: AggregationRound): Accumulator;
}
