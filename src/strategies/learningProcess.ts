import type { ClientDataset } from '../data/federatedDataset';

/** What every federated algorithm's server keeps between rounds. */
export interface ServerState {
  /** Rounds done so far. */
  readonly round: number;
  /** The global model. */
  readonly parameters: Float32Array;
}

/** What one round measured. */
export interface RoundMetrics {
  /** 1 for the first round. */
  readonly round: number;
  /** The ids of the clients that took part, in order. */
  readonly clients: readonly string[];
  /** Examples that the clients trained on, each epoch counted. */
  readonly examples: number;
  /** Mean loss during local training, over all steps of all clients. */
  readonly trainLoss: number;
  /** Accuracy during local training, in [0, 1]. */
  readonly trainAccuracy: number;
  /** Bytes sent from the server to the clients: one model each. */
  readonly bytesDown: number;
  /** Bytes sent from the clients to the server: one update each. */
  readonly bytesUp: number;
}

/**
 * A federated algorithm as a value.
 *
 * ```ts
 * let state = process.initialize();
 * const { state: next, metrics } = await process.next(state, cohort);
 * ```
 */
export interface LearningProcess<State extends ServerState = ServerState> {
  /** The state before the first round; the same every time. */
  initialize(): State;
  /**
   * One round with these clients. The old state stays as it is.
   * Throws an `ArgumentError` for an empty cohort or one that holds a client twice.
   */
  next(
    state: State,
    cohort: readonly ClientDataset[],
    signal?: AbortSignal,
  ): Promise<{ readonly state: State; readonly metrics: RoundMetrics }>;
}
