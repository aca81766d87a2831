import type { ParameterSpec } from '../core/parameters';
import type { Rng } from '../core/rng';
import type { AnyDataset } from '../data/dataset';
import type { Metrics } from './metrics';
import type { TrainingPlan } from './plan';

/** One client's part in a round. */
export interface TrainingTask {
  readonly clientId: string;
  readonly examples: AnyDataset;
  /** Determines the shuffling and everything else that is random in this client's training. */
  readonly rng: Rng;
  /** Passes over the examples, if different from the plan's. */
  readonly localEpochs?: number;
  /**
   * Added to the gradient of every step, one number per parameter: a control variate (SCAFFOLD,
   * Karimireddy et al. 2020). Ignored for parameters that gradients do not move.
   */
  readonly correction?: Float32Array;
}

/** What a client sends back. */
export interface LocalResult {
  readonly clientId: string;
  /** Local parameters minus the parameters that the client started from. */
  readonly update: Float32Array;
  /** Number of examples the client holds: its weight in the average. */
  readonly examples: number;
  /** Number of gradient steps taken. */
  readonly steps: number;
  /** Over all steps; each batch is measured just before its step. */
  readonly training: Metrics;
}

/**
 * Trains a model on clients' examples. Engines differ only in speed.
 *
 * Parameters and updates are flat vectors; the trainer keeps no state between calls, and equal
 * arguments give equal results.
 */
export interface LocalTrainer {
  readonly spec: ParameterSpec;
  /**
   * If the model has one output for two classes: what it must exceed for the second one. 0.5 for a
   * probability, 0 (the default) for a logit.
   */
  readonly threshold?: number;
  /** How it trains here, for the reader: with what, in how many threads, and why in no more. */
  readonly description?: string;

  /** A copy of the parameters that the model had when the trainer was made. */
  initialParameters(): Float32Array;

  /**
   * Trains each client from the same parameters; yields results in the order of the tasks, each as
   * soon as possible. An aborted signal, by default the notebook cell's, ends it with the signal's
   * reason. Throws an `ArgumentError`
   * for examples that do not fit the model: a wrong shape, labels or numbers to predict without an output.
   */
  train(
    parameters: Float32Array,
    tasks: Iterable<TrainingTask>,
    plan: TrainingPlan,
    signal?: AbortSignal,
  ): AsyncIterable<LocalResult>;

  /**
   * Measures loss and accuracy or errors on one dataset after the other, without training; throws like
   * `train`.
   */
  evaluate(
    parameters: Float32Array,
    datasets: Iterable<AnyDataset>,
    signal?: AbortSignal,
  ): AsyncIterable<Metrics>;

  /** The model's outputs, `[size, outputs]` row-major; targets do not matter. */
  predict(parameters: Float32Array, dataset: AnyDataset): Promise<Float32Array>;

  /**
   * Takes back an update that will not be read again, to reuse its memory for later updates.
   * Optional, but fresh memory for every update costs time.
   */
  recycle(update: Float32Array): void;

  /** Frees what the trainer holds. */
  dispose(): void;
}
