import * as tf from '@tensorflow/tfjs';
import { unflatten } from '../../core/parameters';
import type { Loss } from '../../training/eager/loss';
import type { EagerModel } from '../../training/eager/model';

/** A client's training as the attacker repeats it. */
export interface ClientReplay {
  readonly model: EagerModel;
  readonly loss: Loss;
  /** Class numbers `[examples]`. */
  readonly labels: tf.Tensor1D;
  /** Steps on all examples at once. */
  readonly steps: number;
  readonly clientLearningRate: number;
}

/** A flat vector as tensors, one for each variable of the model. */
export function asTensors(
  { spec, variables }: Pick<EagerModel, 'spec' | 'variables'>,
  vector: Float32Array,
): tf.Tensor[] {
  return unflatten(spec, vector).map((part, i) =>
    tf.tensor(part.slice(), variables[i].shape, 'float32'),
  );
}

/** Those of a model's tensors that gradients move. */
export function trainedOf(
  { trainable, variables }: Pick<EagerModel, 'trainable' | 'variables'>,
  tensors: readonly tf.Tensor[],
): tf.Tensor[] {
  return trainable.map((variable) => tensors[variables.indexOf(variable)]);
}

/**
 * The mean of the gradients of a client's steps on these images, differentiable in the images: one tensor
 * for each trainable variable.
 */
export function replayedGradient(
  { model, loss, labels, steps, clientLearningRate }: ClientReplay,
  weights: readonly tf.Tensor[],
  images: tf.Tensor4D,
): tf.Tensor[] {
  let current = weights.slice();
  let sum: tf.Tensor[] | undefined;
  for (let step = 0; step < steps; step++) {
    const trained = trainedOf(model, current);
    const objective = (...given: tf.Tensor[]): tf.Scalar => {
      const all = current.map((tensor) => given[trained.indexOf(tensor)] ?? tensor);
      return model.withWeights(all, () => {
        const mean = tf.mean<tf.Scalar>(loss(labels, model.outputs(images, false)));
        return model.penalties().reduce((total, term) => tf.add<tf.Scalar>(total, term), mean);
      });
    };
    const gradients = tf.grads(objective)(trained);
    sum = sum ? sum.map((total, i) => tf.add(total, gradients[i])) : gradients;
    if (step === steps - 1) break;
    current = current.map((tensor) => {
      const gradient = gradients[trained.indexOf(tensor)] as tf.Tensor | undefined;
      return gradient ? tf.sub(tensor, tf.mul(clientLearningRate, gradient)) : tensor;
    });
  }
  return sum!.map((total) => tf.div(total, steps));
}

/**
 * 1 minus the cosine of the angle between two gradients over all their tensors (Geiping et al. 2020,
 * equation 4): 0 for the same direction, whatever the lengths; at most 2.
 */
export function cosineDistance(a: readonly tf.Tensor[], b: readonly tf.Tensor[]): tf.Scalar {
  const product = (x: readonly tf.Tensor[], y: readonly tf.Tensor[]): tf.Scalar =>
    tf.addN(x.map((tensor, i) => tf.sum<tf.Scalar>(tf.mul(tensor, y[i]))));
  // The smallest addend keeps the derivative finite where a gradient is 0.
  const norms = tf.mul(product(a, a), product(b, b));
  return tf.sub(1, tf.div(product(a, b), tf.sqrt(tf.add(norms, 1e-30))));
}

/**
 * The mean absolute difference of pixels from their neighbors, below plus to the right, over a batch
 * `[examples, height, width, channels]`: small for images with even areas (Rudin et al. 1992).
 */
export function totalVariation(images: tf.Tensor4D): tf.Scalar {
  const [examples, height, width, channels] = images.shape;
  const difference = (rows: number, columns: number): tf.Scalar => {
    const size: [number, number, number, number] = [
      examples,
      height - rows,
      width - columns,
      channels,
    ];
    const moved = tf.slice(images, [0, rows, columns, 0], size);
    return tf.mean<tf.Scalar>(tf.abs(tf.sub(moved, tf.slice(images, [0, 0, 0, 0], size))));
  };
  const terms = [...(height > 1 ? [[1, 0]] : []), ...(width > 1 ? [[0, 1]] : [])];
  return tf.addN([tf.scalar(0), ...terms.map(([rows, columns]) => difference(rows, columns))]);
}
