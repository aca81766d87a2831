import type { Rng } from '../core/rng';
import type { AnyDataset } from '../data/dataset';
import type { Measures } from '../updates/updateTransform';

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
  /**
   * What was kept on the server under this name in an earlier round. Aggregators, transforms and server
   * optimizers share these names, so begin them with the aggregator's name. Default: nothing is kept.
   */
  readonly slot?: (name: string) => Float32Array | undefined;
  /** Keeps a vector until the next round; it must not be changed afterwards. Default: forgets it. */
  readonly keep?: (name: string, vector: Float32Array) => void;
  /** What the aggregator's `root` set, trained like a client, adds to the global model. */
  readonly rootUpdate?: Float32Array;
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
  /**
   * The aggregate, or undefined if the round has none: too few clients were left. Called at most once, after
   * something was added; nothing is added afterwards.
   */
  result(): Float32Array | undefined;
  /** What the aggregation sent and measured; asked for after the result. */
  report?(): AggregationReport;
  /** The ids of added clients that the result leaves out; asked for after it. Default: none. */
  rejected?(): readonly string[];
  /** Frees what it holds; called once, after the result or when the round is abandoned. */
  dispose?(): void;
}

/** What an aggregator that has a protocol of its own sent and measured in a round. */
export interface AggregationReport {
  /** Bytes from all clients to the server, in place of the updates. */
  readonly bytesUp: number;
  /** Bytes from the server to all clients, in addition to the model. */
  readonly bytesDown: number;
  /** Recorded as they are: `secure/clipped`. */
  readonly measures: Measures;
}

/**
 * How the server turns the clients' updates into one: the mean of McMahan et al. 2017, a median, …
 * A value: what it remembers between rounds is in the server's slots.
 */
export interface Aggregator {
  /**
   * `sum`: a weighted sum, which needs one vector of memory whatever the cohort's size and can be computed
   * on masked vectors. `order`: needs the clients' individual vectors, such as a median.
   */
  readonly kind: 'sum' | 'order';
  /**
   * Whether it hides the single updates from the server. Algorithms then refuse to send anything else
   * about them, and transforms that encode them: masked numbers have an encoding of their own.
   */
  readonly masked?: boolean;
  /** What a sum is divided by, if that is not the sum of the weights. */
  readonly denominator?: number;
  /** The fewest clients of a round that it can withstand what it promises to withstand with; default 1. */
  readonly minimumClients?: number;
  /**
   * Examples that the server trusts. In each round it trains on them from the global model by the clients'
   * plan; that is no client, so neither metrics nor traffic count it.
   */
  readonly root?: AnyDataset;
  /** Throws an `ArgumentError` for a cohort of fewer than `minimumClients`, unless nobody answered. */
  begin(round: AggregationRound): Accumulator;
}
