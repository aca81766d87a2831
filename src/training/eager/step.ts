import * as tf from '@tensorflow/tfjs';
import type { ExampleTargets } from '../../compiler/trace/programTypes';
import type { AnyDataset } from '../../data/dataset';
import { makeBatch } from '../batches';
import { thresholdOf } from './loss';
import type { Loss } from './loss';
import type { EagerModel } from './model';
import { MetricSums } from '../metrics';
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
  readonly examples: AnyDataset;
  readonly terms: GradientTerms | undefined;
}

/**
 * One step of an optimizer on the mean loss of the chosen examples, with the terms of the plan.
 * Returns what the step measured before its update; no tensor is left behind.
 */
export function trainStep(client: SteppingClient, indices: Uint32Array): Metrics {
  const { model, optimizer, terms } = client;
  return tidied(() => {
    const { grads, metrics } = lossGradients(client, indices, () => model.penalties());
    if (terms) addTerms(model, grads, terms);
    optimizer.applyGradients(grads);
    return metrics;
  });
}

/** `tf.tidy` for a result without tensors. */
function tidied<T>(body: () => T): T {
  let result: { readonly of: T } | undefined;
  tf.tidy(() => {
    result = { of: body() };
  });
  return result!.of;
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
  const { features, targets } = batchTensors(examples, indices);
  const measured: tf.Tensor[] = [];
  try {
    const { grads } = tf.variableGrads(() => {
      const outputs = tf.keep(model.outputs(features, true));
      const mean = tf.keep(tf.mean<tf.Scalar>(loss(targets, outputs)));
      measured.push(mean, outputs);
      return penalties().reduce<tf.Scalar>((sum, term) => tf.add<tf.Scalar>(sum, term), mean);
    }, model.trainable.slice());
    const [mean, outputs] = measured;
    const metrics = {
      ...measure(model, examples, indices, outputs),
      lossSum: mean.dataSync()[0] * indices.length,
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

/** Loss and accuracy or errors on the chosen examples, without training. */
export function measureBatch(
  model: EagerModel,
  loss: Loss,
  dataset: AnyDataset,
  indices: Uint32Array,
): Metrics {
  return tidied(() => {
    const { features, targets } = batchTensors(dataset, indices);
    const outputs = model.outputs(features, false);
    return {
      ...measure(model, dataset, indices, outputs),
      lossSum: tf.sum(loss(targets, outputs)).dataSync()[0],
    };
  });
}

/** The model's outputs for the chosen examples, row-major. */
export function predictBatch(
  model: EagerModel,
  dataset: AnyDataset,
  indices: Uint32Array,
): Float32Array {
  const outputs = tf.tidy(() => model.outputs(batchTensors(dataset, indices).features, false));
  const values = outputs.dataSync<'float32'>().slice();
  outputs.dispose();
  return values;
}

/** `[batch, ...shape]` features, and classes `[batch]` or numbers to predict `[batch, targets]`. */
function batchTensors(
  dataset: AnyDataset,
  indices: Uint32Array,
): { features: tf.Tensor; targets: ExampleTargets } {
  const batch = makeBatch<AnyDataset>(dataset, indices);
  const { size } = batch;
  const values = 'images' in batch ? batch.images : batch.features;
  const type = values instanceof Int32Array ? 'int32' : 'float32';
  const targets =
    'labels' in batch
      ? tf.tensor1d(batch.labels, 'int32')
      : tf.tensor2d(batch.targets, [size, batch.targets.length / Math.max(size, 1)]);
  return { features: tf.tensor(values, [size, ...dataset.shape], type), targets };
}

/** What is measured on outputs, without the loss. */
function measure(
  model: EagerModel,
  dataset: AnyDataset,
  indices: Uint32Array,
  outputs: tf.Tensor,
): Metrics {
  const targets = 'labels' in dataset ? dataset.labels : dataset.targets;
  const sums = new MetricSums(targets, dataset.size, thresholdOf(model));
  const values = outputs.dataSync<'float32'>();
  const width = values.length / Math.max(indices.length, 1);
  indices.forEach((example, i) => {
    sums.add(example, 0, values, i * width, width);
  });
  return sums.result();
}
