import * as tf from '@tensorflow/tfjs';
import { positive } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import type { ExampleLoss, ExampleTargets } from '../../compiler/trace/programTypes';
import type { EagerModel } from './model';

/**
 * One loss per example, `[batch]`, from what a model should say – class numbers `[batch]`, int32, or numbers
 * to predict `[batch, targets]`, float32 – and its outputs `[batch, outputs]`.
 *
 * A function may declare that it takes only the one or the other.
 */
export type Loss = ExampleLoss;

/**
 * Cross-entropy of the softmax of logits, in its numerically stable form.
 *
 * ```ts
 * const trainer = fl.localTrainer(model, { loss: fl.training.softmaxCrossEntropy });
 * ```
 */
export const softmaxCrossEntropy: Loss = (labels: tf.Tensor1D, logits) =>
  negativeOfTrueClass(labels, tf.logSoftmax(logits));

/**
 * Cross-entropy of probabilities, clipped to [1e-7, 1 - 1e-7] as in Keras.
 *
 * ```ts
 * const trainer = fl.localTrainer(model, { loss: fl.training.crossEntropy });
 * ```
 */
export const crossEntropy: Loss = (labels: tf.Tensor1D, probabilities) =>
  negativeOfTrueClass(labels, tf.log(tf.clipByValue(probabilities, 1e-7, 1 - 1e-7)));

/**
 * Cross-entropy of each output's own probability (a sigmoid, one output per class) with the one-hot
 * label, averaged over the outputs; clipped to [1e-7, 1 - 1e-7]. Keras's `binary_crossentropy`. A single
 * output is the probability of the second of two classes.
 *
 * ```ts
 * const trainer = fl.localTrainer(model, { loss: fl.training.binaryCrossEntropy });
 * ```
 */
export const binaryCrossEntropy: Loss = (targets, probabilities) => {
  const truth = wanted(targets, probabilities);
  const clipped = tf.clipByValue(probabilities, 1e-7, 1 - 1e-7);
  const likelihood = tf.where(tf.cast(truth, 'bool'), clipped, tf.sub(1, clipped));
  return tf.neg(tf.mean<tf.Tensor1D>(tf.log(likelihood), 1));
};

/**
 * {@link binaryCrossEntropy} of the sigmoids of logits, in a numerically stable form.
 *
 * ```ts
 * const trainer = fl.localTrainer(model, { loss: fl.training.sigmoidCrossEntropy });
 * ```
 */
export const sigmoidCrossEntropy: Loss = (targets, logits) => {
  const sign = tf.sub(1, tf.mul(wanted(targets, logits), 2));
  return tf.mean<tf.Tensor1D>(tf.softplus(tf.mul(sign, logits)), 1);
};

/**
 * Squared distance to the numbers to predict, or to the one-hot label; averaged over the outputs.
 *
 * ```ts
 * const trainer = fl.localTrainer(model, { loss: fl.training.meanSquaredError });
 * ```
 */
export const meanSquaredError: Loss = (targets, outputs) =>
  tf.mean<tf.Tensor1D>(tf.squaredDifference(wanted(targets, outputs), outputs), 1);

/**
 * Absolute distance to the numbers to predict, averaged over the outputs: examples that are far off count
 * less than in {@link meanSquaredError}.
 *
 * ```ts
 * const trainer = fl.localTrainer(model, { loss: fl.training.meanAbsoluteError });
 * ```
 */
export const meanAbsoluteError: Loss = (targets, outputs) =>
  tf.mean<tf.Tensor1D>(tf.abs(tf.sub(wanted(targets, outputs), outputs)), 1);

/**
 * Half the squared error up to a distance of δ, and δ (|error| − δ/2) beyond (Huber 1964), averaged over the
 * outputs. Keras's `huber`.
 *
 * ```ts
 * const trainer = fl.localTrainer(model, { loss: fl.training.huber({ delta: 1 }) });
 * ```
 *
 * @param options.delta above 0, in the targets' unit; default 1
 */
export function huber({ delta = 1 }: { readonly delta?: number } = {}): Loss {
  positive('delta', delta);
  return (targets, outputs) => {
    const distance = tf.abs(tf.sub(wanted(targets, outputs), outputs));
    const near = tf.minimum(distance, delta);
    // near²/2 + δ (distance − near): the second term is 0 up to δ.
    const loss = tf.add(tf.mul(tf.square(near), 0.5), tf.mul(tf.sub(distance, near), delta));
    return tf.mean<tf.Tensor1D>(loss, 1);
  };
}

/** Losses that say nothing about a single output: the softmax of one number is 1. */
const ofSeveral: readonly Loss[] = [softmaxCrossEntropy, crossEntropy];

/** Whether a loss can tell two classes by a single output. */
export const takesSingleOutput = (loss: Loss): boolean => !ofSeveral.includes(loss);

/**
 * The given loss; else what fits the model's outputs and the targets: the squared error for numbers to
 * predict, cross-entropy for classes.
 */
export function lossOf({ ending }: Pick<EagerModel, 'ending'>, given?: Loss): Loss {
  if (given !== undefined) {
    if (typeof given !== 'function') throw new ArgumentError('loss', 'be a function', given);
    return given;
  }
  const ofSeveralClasses = ending === 'softmax' ? crossEntropy : softmaxCrossEntropy;
  return (targets, outputs) => {
    if (targets.dtype === 'float32') return meanSquaredError(targets, outputs);
    if (ending === 'sigmoid') return binaryCrossEntropy(targets, outputs);
    return (outputs.shape[1] === 1 ? sigmoidCrossEntropy : ofSeveralClasses)(targets, outputs);
  };
}

/** What a single output must exceed for the second of two classes: a probability, or a logit. */
export const thresholdOf = ({ ending }: Pick<EagerModel, 'ending'>): number =>
  ending === 'sigmoid' ? 0.5 : 0;

function negativeOfTrueClass(labels: tf.Tensor1D, logarithms: tf.Tensor2D): tf.Tensor1D {
  return tf.neg(tf.sum<tf.Tensor1D>(tf.mul(oneHot(labels, logarithms), logarithms), 1));
}

/** What outputs should be, in their shape: the numbers to predict, or 1 for the true class. */
function wanted(targets: ExampleTargets, outputs: tf.Tensor2D): tf.Tensor {
  if (targets.dtype === 'float32') return targets;
  if (outputs.shape[1] > 1) return oneHot(targets as tf.Tensor1D, outputs);
  return tf.reshape(tf.cast(targets, 'float32'), [-1, 1]);
}

function oneHot(labels: tf.Tensor1D, outputs: tf.Tensor2D): tf.Tensor {
  return tf.cast(tf.oneHot(labels, outputs.shape[1]), 'float32');
}
