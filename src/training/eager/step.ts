import * as tf from '@tensorflow/tfjs';
import type { Dataset } from '../../data/dataset';
import { makeBatch } from '../batches';
import type { Loss } from './loss';
import type { EagerModel } from './model';
import type { Metrics } from '../metrics';

/** What is added to the gradient of every step, one tensor per trainable variable. */
export interface GradientTerms {
  readonly proximalMu: number;
  /** The parameters that the client started from, for the proximal term. */
  readonly anchors: readonly tf.Tensor[];
  readonly corrections: readonly tf.Tensor[] | undefined;
}

/** A client in training; the model's variables hold its parameters. */
export interface SteppingClient {
  readonly model: EagerModel;
  readonly loss: Loss;
  readonly optimizer: tf.Optimizer;
  readonly examples: Dataset;
  readonly terms: GradientTerms | undefined;
}

/**
 * One step of an optimizer on the mean loss of the chosen examples, with the terms of the plan.
 * Returns what the step measured before its update; no tensor is left behind.
 */
export function trainStep(client: SteppingClient, indices: Uint32Array): Metrics {
  const { model, optimizer, terms } = client;
  return tf.tidy(() => {
    const { grads, metrics } = lossGradients(client, indices, () => model.penalties());
    if (terms) addTerms(model, grads, terms);
    optimizer.applyGradients(grads);
    return { ...metrics };
  });
}

/**
 * The gradients of the mean loss of the chosen examples, by the variables' names, and what was
 * measured. To be called inside `tf.tidy`.
 *
 * @param penalties what is added to the mean loss
 */
export function lossGradients(
  { model, loss, examples }: SteppingClient,
  indices: Uint32Array,
  penalties: () => readonly tf.Scalar[],
): { readonly grads: tf.NamedTensorMap; readonly metrics: Metrics } {
  const { images, labels } = batchTensors(examples, indices);
  const measured: tf.Tensor[] = [];
  try {
    const { grads } = tf.variableGrads(() => {
      const outputs = tf.keep(model.outputs(images, true));
      const mean = tf.keep(tf.mean<tf.Scalar>(loss(labels, outputs)));
      measured.push(mean, outputs);
      return penalties().reduce<tf.Scalar>((sum, term) => tf.add<tf.Scalar>(sum, term), mean);
    }, model.trainable.slice());
    const [mean, outputs] = measured;
    const metrics = {
      examples: indices.length,
      lossSum: mean.dataSync()[0] * indices.length,
      correct: countCorrect(labels, outputs),
    };
    return { grads, metrics };
  } finally {
    tf.dispose(measured);
  }
}

/** g ← g + μ(w − w₀) + c, in place. */
export function addTerms(
  model: EagerModel,
  grads: tf.NamedTensorMap,
  { proximalMu, anchors, corrections }: GradientTerms,
): void {
  model.trainable.forEach((variable, i) => {
    let gradient = grads[variable.name];
    if (proximalMu > 0) {
      gradient = tf.add(gradient, tf.mul(proximalMu, tf.sub(variable, anchors[i])));
    }
    if (corrections) gradient = tf.add(gradient, corrections[i]);
    grads[variable.name] = gradient;
  });
}

/** Loss and accuracy on the chosen examples, without training. */
export function measureBatch(
  model: EagerModel,
  loss: Loss,
  dataset: Dataset,
  indices: Uint32Array,
): Metrics {
  return tf.tidy(() => {
    const { images, labels } = batchTensors(dataset, indices);
    const outputs = model.outputs(images, false);
    return {
      examples: indices.length,
      lossSum: tf.sum(loss(labels, outputs)).dataSync()[0],
      correct: countCorrect(labels, outputs),
    };
  });
}

/** The model's outputs for the chosen examples, row-major. */
export function predictBatch(
  model: EagerModel,
  dataset: Dataset,
  indices: Uint32Array,
): Float32Array {
  const outputs = tf.tidy(() => model.outputs(batchTensors(dataset, indices).images, false));
  const values = outputs.dataSync<'float32'>().slice();
  outputs.dispose();
  return values;
}

function batchTensors(
  dataset: Dataset,
  indices: Uint32Array,
): { images: tf.Tensor4D; labels: tf.Tensor1D } {
  const batch = makeBatch(dataset, indices);
  return {
    images: tf.tensor4d(batch.images, [batch.size, ...dataset.shape]),
    labels: tf.tensor1d(batch.labels, 'int32'),
  };
}

function countCorrect(labels: tf.Tensor1D, outputs: tf.Tensor): number {
  return tf.sum(tf.equal(tf.argMax(outputs, 1), labels)).dataSync()[0];
}
