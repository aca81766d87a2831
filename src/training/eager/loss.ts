import * as tf from '@tensorflow/tfjs';
import { ArgumentError } from '../../core/errors';
import type { EagerModel } from './model';

/** One loss per example, `[batch]`, from class numbers `[batch]` and outputs `[batch, classes]`. */
export type Loss = (labels: tf.Tensor1D, outputs: tf.Tensor2D) => tf.Tensor1D;

/**
 * Cross-entropy of the softmax of logits, in its numerically stable form.
 *
 * ```ts
 * const trainer = fl.localTrainer(model, { loss: fl.training.softmaxCrossEntropy });
 * ```
 */
export const softmaxCrossEntropy: Loss = (labels, logits) =>
  negativeOfTrueClass(labels, tf.logSoftmax(logits));

/**
 * Cross-entropy of probabilities, clipped to [1e-7, 1 - 1e-7] as in Keras.
 *
 * ```ts
 * const trainer = fl.localTrainer(model, { loss: fl.training.crossEntropy });
 * ```
 */
export const crossEntropy: Loss = (labels, probabilities) =>
  negativeOfTrueClass(labels, tf.log(tf.clipByValue(probabilities, 1e-7, 1 - 1e-7)));

/**
 * Cross-entropy of each output's own probability (a sigmoid, one output per class) with the one-hot
 * label, averaged over the outputs; clipped to [1e-7, 1 - 1e-7]. Keras's `binary_crossentropy`.
 *
 * ```ts
 * const trainer = fl.localTrainer(model, { loss: fl.training.binaryCrossEntropy });
 * ```
 */
export const binaryCrossEntropy: Loss = (labels, probabilities) => {
  const truth = oneHot(labels, probabilities);
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
export const sigmoidCrossEntropy: Loss = (labels, logits) => {
  const sign = tf.sub(1, tf.mul(oneHot(labels, logits), 2));
  return tf.mean<tf.Tensor1D>(tf.softplus(tf.mul(sign, logits)), 1);
};

/**
 * Squared distance to the one-hot label, averaged over the outputs.
 *
 * ```ts
 * const trainer = fl.localTrainer(model, { loss: fl.training.meanSquaredError });
 * ```
 */
export const meanSquaredError: Loss = (labels, outputs) =>
  tf.mean<tf.Tensor1D>(tf.squaredDifference(oneHot(labels, outputs), outputs), 1);

/** The given loss, else the cross-entropy that fits the model's outputs. */
export function lossOf({ ending }: Pick<EagerModel, 'ending'>, given?: Loss): Loss {
  if (given !== undefined) {
    if (typeof given !== 'function') throw new ArgumentError('loss', 'be a function', given);
    return given;
  }
  if (ending === 'sigmoid') return binaryCrossEntropy;
  return ending === 'softmax' ? crossEntropy : softmaxCrossEntropy;
}

function negativeOfTrueClass(labels: tf.Tensor1D, logarithms: tf.Tensor2D): tf.Tensor1D {
  return tf.neg(tf.sum<tf.Tensor1D>(tf.mul(oneHot(labels, logarithms), logarithms), 1));
}

function oneHot(labels: tf.Tensor1D, outputs: tf.Tensor2D): tf.Tensor {
  return tf.cast(tf.oneHot(labels, outputs.shape[1]), 'float32');
}
