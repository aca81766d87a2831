import type { AnyDataset } from '../data/dataset';
import type { ClientDataset } from '../data/federatedDataset';
import type { ClientSlots, Measures, PrivacySpent } from '../updates/updateTransform';

/** What the server of any federated algorithm keeps between rounds. */
export interface ServerState {
  /** Rounds done so far. */
  readonly round: number;
  /** The global model. */
  readonly parameters: Float32Array;
  /** Vectors that the algorithm keeps on the server, by name: a momentum, a control variate. */
  readonly server?: Readonly<Record<string, Float32Array>>;
  /**
   * What individual clients keep between their rounds, by id and name: a control variate, a personal
   * model, the error of a codec.
   */
  readonly clients?: ReadonlyMap<string, ClientSlots>;
}

/** A client in a round. */
export interface Participant extends ClientDataset<AnyDataset> {
  /** Local epochs that it has time for, if fewer than the plan's: a straggler. */
  readonly localEpochs?: number;
}

/** What one round measured. */
export interface RoundMetrics {
  /** 1 for the first round. */
  readonly round: number;
  /** The ids of the clients that took part, in order. */
  readonly clients: readonly string[];
  /** Examples that the clients trained on, each epoch counted. */
  readonly examples: number;
  /** Gradient steps of all clients together. */
  readonly clientSteps: number;
  /** Mean loss during local training, over all steps of all clients. */
  readonly trainLoss: number;
  /** Accuracy during local training, in [0, 1]. */
  readonly trainAccuracy: number;
  /**
   * Bytes sent from the server to the clients: a model each, or what the option `broadcast` makes of it, plus
   * whatever the algorithm adds.
   */
  readonly bytesDown: number;
  /**
   * Bytes sent from the clients to the server: an update each, as encoded by its transforms, or all
   * messages of secure aggregation, plus whatever the algorithm adds.
   */
  readonly bytesUp: number;
  /** What transforms measured; measures on clients are means over the round's clients. */
  readonly measures: Measures;
  /**
   * The ids of clients that took part but whose updates are not in the aggregate, in order: not finite, or
   * left out by the aggregator's rule. Left out if empty.
   */
  readonly rejected?: readonly string[];
  /** Privacy that this round and all before it spent, if a transform promises any. */
  readonly privacy?: PrivacySpent;
}

/**
 * A federated algorithm as a value.
 *
 * ```ts
 * let state = algorithm.initialize();
 * const { state: next, metrics } = await algorithm.next(state, cohort);
 * ```
 */
export interface FederatedAlgorithm {
  /** The state before the first round; the same every time. */
  initialize(): ServerState;
  /**
   * Runs one round with these clients; the given state is not changed.
   * The cohort may be empty: nobody answered, or Poisson sampling drew nobody.
   * Throws an `ArgumentError` for a cohort that holds a client twice, or clients but no training
   * example. A client whose loss or update is not finite is rejected, and the round goes on without it;
   * if nobody is left, or if such a client trains without a server, it is a `DivergenceError`. An aborted signal, by
   * default the notebook cell's, ends the round with the signal's reason, or an `InterruptedError`.
   */
  next(
    state: ServerState,
    cohort: readonly Participant[],
    signal?: AbortSignal,
  ): Promise<{ readonly state: ServerState; readonly metrics: RoundMetrics }>;
  /** The model that a client uses, if not the global one. */
  personalParameters?(state: ServerState, clientId: string): Float32Array;
}
