import type * as tf from '@tensorflow/tfjs';

/** What the compiler needs of a model. */
export interface StepModel {
  /** All variables, in the order of the program's inputs `w0`, `w1`, …. */
  readonly variables: readonly tf.Variable[];
  /** Those that gradients move. */
  readonly trainable: readonly tf.Variable[];
  /**
   * Outputs `[batch, outputs]` for features `[batch, ...shape]`: images in [0, 1], numbers as they are.
   */
  outputs(features: tf.Tensor, training: boolean): tf.Tensor2D;
  /** Regularization terms of the training objective. */
  penalties(): tf.Scalar[];
  /** The layers that `outputs` applies; absent for a model written by hand. */
  readonly layers?: readonly tf.layers.Layer[];
}

/**
 * One loss per example, `[batch]`, from class numbers `[batch]` or numbers to predict `[batch, targets]`,
 * and outputs `[batch, outputs]`.
 */
export type ExampleLoss = Losses['of'];

/** A method, whose parameters' types a function may narrow: to classes, or to numbers. */
interface Losses {
  of(targets: ExampleTargets, outputs: tf.Tensor2D): tf.Tensor1D;
}

/** Class numbers `[batch]`, int32, or numbers to predict `[batch, targets]`, float32. */
export type ExampleTargets = tf.Tensor1D | tf.Tensor2D;

/** What a program needs to know of its examples. */
export interface ExampleKind {
  /** The shape of one example's features: `[height, width, channels]` of an image. */
  readonly shape: readonly number[];
  /** How features are stored; bytes are scaled to [0, 1]. */
  readonly features: 'uint8' | 'float32' | 'int32';
  /** How many numbers there are to predict; undefined if an example has a class. */
  readonly targets?: number;
}

/** The update rule of a training program; the learning rate is an input of the program. */
export type OptimizerSpec =
  | { readonly kind: 'sgd' }
  | { readonly kind: 'momentum'; readonly momentum: number }
  | {
      readonly kind: 'adam';
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
    };

/** The shape of a program's batches. */
export interface BatchShape {
  readonly examples: ExampleKind;
  /** Rows per step. */
  readonly batchSize: number;
}

export interface TrainingOptions extends BatchShape {
  readonly optimizer: OptimizerSpec;
  /** Adds `proximal · (w - anchor)` to every gradient; inputs `proximal` and `a…`. */
  readonly proximal?: boolean;
  /** Adds a constant to every gradient; inputs `c…`. */
  readonly correction?: boolean;
  /** Clips each example's gradient, input `clip`, and with `noise` adds inputs `z…` to the sum. */
  readonly examplePrivacy?: { readonly noise: boolean };
  /** Adds outputs `w{k}.update`, the last values minus inputs `a{k}`. */
  readonly updates?: boolean;
}

/** An array of numbers that the update rule keeps from step to step, such as a momentum. */
export interface Slot {
  /** The input that takes its value before the first step: `s0`, `s1`, …. */
  readonly input: string;
  /** The output with its value after the last step: `s0.next`, …. */
  readonly output: string;
  readonly shape: readonly number[];
  /** The value of every entry at the start of a client's training. */
  readonly initial: number;
}

/**
 * Any number of training steps as one ONNX graph.
 *
 * Inputs, all of them required (`k` is the number of a variable in `StepModel.variables`):
 * - `w{k}` float32: every variable's value before the first step; absent if nothing reads it;
 * - `features` `[examples, numbers]`, of the examples' type;
 * - `index` int32 `[steps, batchSize]`: the examples of each step;
 * - `targets`: their classes, int32 `[steps, batchSize]`, or their numbers to predict, float32
 *   `[steps, batchSize, targets]`;
 * - `weight` float32 `[steps, batchSize, 1]`: 1/n for the n rows in use, times the learning rate if
 *   `scaled`; 0 for padding;
 * - `rate` float32 `[]`: the learning rate; absent if nothing reads it;
 * - `seed` uint32 `[steps, 1]`, if `random`;
 * - `proximal` float32 `[]` and `a{k}`, for trainable variables, if compiled with `proximal`;
 * - `a{k}`, for the variables that change, if compiled with `updates`;
 * - `c{k}`, for trainable variables, if compiled with `correction`;
 * - `clip` float32 `[1]`: the clipping norm, if compiled with `examplePrivacy`; `weight` then holds 1
 *   over the nominal batch size for each row in use;
 * - `z{k}` float32 `[steps, ...]`, for trainable variables, with `noise`: what is added to the weighted
 *   sum of each step;
 * - `s{i}` float32: the slots.
 *
 * Outputs: `w{k}.next` for the variables that change, with `updates` also `w{k}.update`;
 * `s{i}.next`; and, before each step's update, `losses` `[steps, batchSize]`, without penalties,
 * and `outputs` `[steps, batchSize, outputs]`.
 */
export interface TrainingProgram {
  readonly bytes: Uint8Array;
  /** For each variable the output that holds its last value; undefined if it never changes. */
  readonly outputs: readonly (string | undefined)[];
  /** With `updates`, for each variable the output that holds its change; undefined as in `outputs`. */
  readonly updates: readonly (string | undefined)[];
  /** What the update rule keeps. Carry it over when one client's steps are split into several runs. */
  readonly slots: readonly Slot[];
  /** Whether `weight` includes the learning rate. */
  readonly scaled: boolean;
  /** Whether rows depend on each other or may do so; then no row of a step may be padding. */
  readonly exactBatch: boolean;
  /** Whether steps draw random numbers, and `seed` is an input. */
  readonly random: boolean;
  /** The kernels that tfjs called in the traced step, in order. */
  readonly kernels: readonly string[];
}

/**
 * Any number of forward passes as one ONNX graph.
 *
 * Inputs: `w{k}`, `features`, `index` and `targets` as for training.
 * Outputs: `losses` `[steps, batchSize]` and `outputs` `[steps, batchSize, outputs]`.
 */
export interface EvaluationProgram {
  readonly bytes: Uint8Array;
  /** Whether rows depend on each other or may do so; then no row may be padding. */
  readonly exactBatch: boolean;
}
