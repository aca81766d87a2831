import * as tf from '@tensorflow/tfjs';
import { wholeNumber } from '../core/check';
import { ArgumentError } from '../core/errors';
import { classifier, glorot, imageClassifier } from './classifier';
import type { ClassifierOptions, RegressorOptions, SeededOptions } from './classifier';

/**
 * Softmax regression: one dense layer that starts at zero, 7,850 parameters for MNIST.
 * The model of TFF's image classification tutorial. Outputs logits `[batch, classes]`.
 */
export function softmaxRegression(options: ClassifierOptions = {}): tf.LayersModel {
  return denseClassifier({ ...options, hidden: [], seed: 0 });
}

/**
 * A network of dense layers with ReLU between them. Outputs logits `[batch, classes]`.
 *
 * @param options.hidden units of each hidden layer, in order
 * @param options.seed decides the initial weights (Glorot uniform); without hidden layers they are 0
 */
export function denseClassifier(
  options: SeededOptions & { readonly hidden: readonly number[] },
): tf.LayersModel {
  const { shape, classes, seed } = classifier(options);
  return denseNetwork({ shape, outputs: classes, hidden: options.hidden, seed, last: 'logits' });
}

/**
 * Linear regression: one dense layer that starts at zero. Outputs numbers `[batch, targets]`, to be trained
 * with the squared error, the default where numbers are to be predicted.
 *
 * ```ts
 * const trainer = fl.localTrainer(fl.models.linearRegression({ shape: [6] }));
 * ```
 */
export function linearRegression(options: Omit<RegressorOptions, 'seed'>): tf.LayersModel {
  return denseRegressor({ ...options, hidden: [], seed: 0 });
}

/**
 * A network of dense layers with ReLU between them that predicts numbers, `[batch, targets]`.
 *
 * ```ts
 * const trainer = fl.localTrainer(fl.models.denseRegressor({ shape: [6], hidden: [32], seed: 1 }));
 * ```
 *
 * @param options.hidden units of each hidden layer, in order
 */
export function denseRegressor(
  options: RegressorOptions & { readonly hidden: readonly number[] },
): tf.LayersModel {
  const { shape, targets = 1, hidden, seed } = options;
  if (shape.length === 0) throw new ArgumentError('shape', 'hold at least one length', shape);
  shape.forEach((length, i) => wholeNumber(`shape[${i}]`, length, 1));
  wholeNumber('targets', targets, 1);
  wholeNumber('seed', seed, 0);
  return denseNetwork({ shape: [...shape], outputs: targets, hidden, seed, last: 'numbers' });
}

function denseNetwork(network: {
  readonly shape: number[];
  readonly outputs: number;
  readonly hidden: readonly number[];
  readonly seed: number;
  readonly last: string;
}): tf.LayersModel {
  const { shape, outputs, hidden, seed, last } = network;
  const initial = glorot(seed);
  hidden.forEach((units, i) => wholeNumber(`hidden[${i}]`, units, 1));
  return tf.sequential({
    layers: [
      // A row of numbers is flat already, and tfjs does not flatten it again.
      shape.length === 1
        ? tf.layers.inputLayer({ name: 'row', inputShape: shape })
        : tf.layers.flatten({ name: 'flatten', inputShape: shape }),
      ...hidden.map((units, i) =>
        tf.layers.dense({
          name: `dense${i + 1}`,
          units,
          activation: 'relu',
          kernelInitializer: initial(),
        }),
      ),
      tf.layers.dense({
        name: last,
        units: outputs,
        kernelInitializer: hidden.length > 0 ? initial() : 'zeros',
      }),
    ],
  });
}

/**
 * The "2NN" of McMahan et al. 2017, Section 3: two hidden layers of 200 units, 199,210 parameters for
 * MNIST. Outputs logits `[batch, classes]`.
 */
export function mcmahan2nn(options: SeededOptions): tf.LayersModel {
  return denseClassifier({ ...options, hidden: [200, 200] });
}

/**
 * The tutorial's convolutional network: 32 filters of 3 × 3, max pooling by 2, a dense layer of 128
 * units; 693,962 parameters for MNIST. Outputs logits `[batch, classes]`.
 *
 * @param options.shape height and width of at least 4
 */
export function cnn(options: SeededOptions): tf.LayersModel {
  const { shape, classes, seed } = imageClassifier(options, 4);
  const initial = glorot(seed);
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        name: 'conv1',
        inputShape: shape,
        filters: 32,
        kernelSize: 3,
        activation: 'relu',
        kernelInitializer: initial(),
      }),
      tf.layers.maxPooling2d({ name: 'pool1', poolSize: 2 }),
      tf.layers.flatten({ name: 'flatten' }),
      tf.layers.dense({
        name: 'dense1',
        units: 128,
        activation: 'relu',
        kernelInitializer: initial(),
      }),
      tf.layers.dense({ name: 'logits', units: classes, kernelInitializer: initial() }),
    ],
  });
}

/**
 * The convolutional network of McMahan et al. 2017, Section 3: 32 and 64 filters of 5 × 5, each followed
 * by max pooling by 2, and a dense layer of 512 units; 1,663,370 parameters for MNIST. Outputs logits
 * `[batch, classes]`.
 *
 * ```ts
 * const trainer = fl.localTrainer(fl.mcmahanCnn({ seed: 1 }));
 * ```
 *
 * @param options.shape height and width of at least 4
 */
export function mcmahanCnn(options: SeededOptions): tf.LayersModel {
  const { shape, classes, seed } = imageClassifier(options, 4);
  const initial = glorot(seed);
  const convolution = (i: number, filters: number): tf.layers.Layer =>
    tf.layers.conv2d({
      name: `conv${i}`,
      ...(i === 1 ? { inputShape: shape } : {}),
      filters,
      kernelSize: 5,
      padding: 'same',
      activation: 'relu',
      kernelInitializer: initial(),
    });
  return tf.sequential({
    layers: [
      convolution(1, 32),
      tf.layers.maxPooling2d({ name: 'pool1', poolSize: 2 }),
      convolution(2, 64),
      tf.layers.maxPooling2d({ name: 'pool2', poolSize: 2 }),
      tf.layers.flatten({ name: 'flatten' }),
      tf.layers.dense({
        name: 'dense1',
        units: 512,
        activation: 'relu',
        kernelInitializer: initial(),
      }),
      tf.layers.dense({ name: 'logits', units: classes, kernelInitializer: initial() }),
    ],
  });
}
