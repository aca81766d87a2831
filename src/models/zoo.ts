import * as tf from '@tensorflow/tfjs';
import { wholeNumber } from '../core/check';

/** What a classifier of images needs to know of its data. */
export interface ClassifierOptions {
  /** Height, width and channels; default `[28, 28, 1]`. */
  readonly shape?: readonly [number, number, number];
  /** Number of classes, at least 2; default 10. */
  readonly classes?: number;
}

/**
 * Softmax regression: one dense layer that starts at zero, 7,850 parameters for MNIST.
 * The model of TFF's image classification tutorial. Outputs logits `[batch, classes]`.
 */
export function softmaxRegression(options: ClassifierOptions = {}): tf.LayersModel {
  return denseClassifier({ ...options, hidden: [], seed: 0 });
}

/**
 * A network of dense layers with ReLU between them; with two hidden layers of 200 units it is the
 * "2NN" of McMahan et al. 2017 (199,210 parameters for MNIST). Outputs logits `[batch, classes]`.
 *
 * @param options.hidden units of each hidden layer, in order
 * @param options.seed decides the initial weights (Glorot uniform); without hidden layers they are 0
 */
export function denseClassifier(
  options: ClassifierOptions & { readonly hidden: readonly number[]; readonly seed: number },
): tf.LayersModel {
  const { shape = [28, 28, 1], classes = 10, hidden, seed } = options;
  wholeNumber('classes', classes, 2);
  wholeNumber('seed', seed, 0);
  const layers: tf.layers.Layer[] = [tf.layers.flatten({ inputShape: [...shape] })];
  hidden.forEach((units, i) => {
    wholeNumber(`hidden[${i}]`, units, 1);
    layers.push(tf.layers.dense({ units, activation: 'relu', kernelInitializer: glorot(seed, i) }));
  });
  layers.push(
    tf.layers.dense({
      units: classes,
      kernelInitializer: hidden.length ? glorot(seed, hidden.length) : 'zeros',
    }),
  );
  return tf.sequential({ layers });
}

/** A seed of 0 would make tfjs draw one itself, so seeds start at 1. */
function glorot(seed: number, layer: number): ReturnType<typeof tf.initializers.glorotUniform> {
  return tf.initializers.glorotUniform({ seed: 1 + seed * 1000 + layer });
}
