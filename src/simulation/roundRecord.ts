import type { Measures, PrivacySpent } from '../updates/updateTransform';
import type { ClientAccuracy } from '../metrics/fairness';

/** How far predicted numbers are from the true ones; the mean over several of them. */
export interface NumberErrors {
  /** Mean squared error, in the target's unit squared. */
  readonly mse: number | null;
  /** Mean absolute error, in the target's unit. */
  readonly mae: number | null;
  /** Coefficient of determination, at most 1; `null` if all targets are the same. */
  readonly r2: number | null;
}

/** Errors over clients, each of which counts once; `null` if no client has a score. */
export interface ClientErrors {
  readonly mse: ClientAccuracy | null;
  readonly mae: ClientAccuracy | null;
  readonly r2: ClientAccuracy | null;
}

/**
 * The metrics of a round, ready for JSON: whatever was not measured or is not finite is `null`.
 */
export interface RoundRecord {
  /** 1 for the first round. */
  readonly round: number;
  /** Mean loss during local training, over all steps of all clients. */
  readonly trainLoss: number | null;
  /** Accuracy during local training, in [0, 1]. */
  readonly trainAccuracy: number | null;
  /** Mean loss on the central test examples after the round. */
  readonly testLoss: number | null;
  /** Accuracy on the central test examples after the round, in [0, 1]. */
  readonly testAccuracy: number | null;
  /** Accuracies on the clients' own test examples after the round. */
  readonly clientAccuracy: ClientAccuracy | null;
  /**
   * Where numbers are predicted: errors on the central test examples after the round; left out for classes, and
   * without evaluation.
   */
  readonly testErrors?: NumberErrors;
  /** The same on the clients' own test examples. */
  readonly clientErrors?: ClientErrors;
  /** Bytes that the participating clients sent to the server, in total. */
  readonly bytesUp: number;
  /** Bytes that the server sent to them. */
  readonly bytesDown: number;
  /** Gradient steps of all clients together. */
  readonly clientSteps: number;
  /** Duration of drawing, training and averaging, without evaluation. */
  readonly seconds: number;
  /** The ids of the clients that took part, in order. */
  readonly clients: readonly string[];
  /** The ids of the clients that were drawn but never answered. */
  readonly dropped: readonly string[];
  /**
   * Share of the patched test images that the model takes for the backdoor's target, in [0, 1]; left out
   * without a backdoor's test.
   */
  readonly backdoorSuccess?: number | null;
  /**
   * The ids of the clients that took part but whose updates are not in the aggregate: not finite, or left
   * out by the aggregator's rule. Left out if empty.
   */
  readonly rejected?: readonly string[];
  /** What transforms and the aggregator measured; left out if empty. */
  readonly measures?: Measures;
  /** Privacy that all rounds so far spent; left out if nothing is promised. */
  readonly privacy?: PrivacySpent;
}

/**
 * Whether a round reached an accuracy: on the central test examples or, without any, in the mean over
 * clients. A round without evaluation has not.
 */
export function reachedAccuracy(record: RoundRecord, targetAccuracy: number): boolean {
  const accuracy = record.testAccuracy ?? record.clientAccuracy?.mean;
  return accuracy !== undefined && accuracy >= targetAccuracy;
}
