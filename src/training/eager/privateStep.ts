import * as tf from '@tensorflow/tfjs';
import { allLayers } from '../../compiler/trace/layers';
import { ArgumentError } from '../../core/errors';
import type { NoiseSource } from '../../core/noise';
import { fillNormal } from '../../core/normalVector';
import type { PrivateSum } from '../exampleNoise';
import { sumMetrics } from '../metrics';
import type { Metrics } from '../metrics';
import type { EagerModel } from './model';
import { addTerms, lossGradients } from './step';
import type { SteppingClient } from './step';

/**
 * Throws an `ArgumentError` for layers that compute an example's output from other examples, too: then
 * no gradient belongs to one example.
 */
export function checkExamplesApart(layers: readonly tf.layers.Layer[] | undefined): void {
  const mixing = allLayers(layers ?? []).find(
    (layer) => layer.getClassName() === 'BatchNormalization',
  );
  if (!mixing) return;
  const rule =
    'be left out for a model with batch normalization, whose statistics mix the examples of a batch';
  throw new ArgumentError('examplePrivacy', rule, `layer ${mixing.name}`);
}

/**
 * One step of an optimizer on (Σ gᵢ/max(1, ‖gᵢ‖/C) + noise)/B, example by example (Abadi et al. 2016,
 * Algorithm 1), with the terms of the plan. Returns what the step measured before its update.
 */
export function privateStep(
  client: SteppingClient,
  indices: Uint32Array,
  { clip, deviation, batchSize }: PrivateSum,
  noise: NoiseSource,
): Metrics {
  const { model, optimizer, terms } = client;
  const { trainable } = model;
  let sum: tf.Tensor[] = trainable.map((variable) => tf.zerosLike(variable));
  try {
    const measured: Metrics[] = [];
    for (let i = 0; i < indices.length; i++) {
      const next = tf.tidy(() => {
        const one = indices.subarray(i, i + 1);
        const { grads, metrics } = lossGradients(client, one, () => []);
        measured.push(metrics);
        const gradient = ofVariables(trainable, grads);
        const scale = clippingFactor(gradient, clip);
        return gradient.map((g, k) => tf.add(sum[k], tf.mul(g, scale)));
      });
      tf.dispose(sum);
      sum = next;
    }
    tf.tidy(() => {
      const drawn = deviation > 0 ? noiseTensors(model, deviation, noise) : undefined;
      const penalties = penaltyGradients(model);
      const grads: tf.NamedTensorMap = {};
      trainable.forEach((variable, k) => {
        const mean = tf.div(drawn ? tf.add(sum[k], drawn[k]) : sum[k], batchSize);
        grads[variable.name] = penalties ? tf.add(mean, penalties[k]) : mean;
      });
      if (terms) addTerms(model, grads, terms);
      optimizer.applyGradients(grads);
    });
    return sumMetrics(measured);
  } finally {
    tf.dispose(sum);
  }
}

/** 1 / max(1, ‖g‖₂/C), over all variables. */
function clippingFactor(gradient: readonly tf.Tensor[], clip: number): tf.Scalar {
  const norm = tf.sqrt(tf.addN(gradient.map((g) => tf.sum<tf.Scalar>(tf.square(g)))));
  return tf.div(1, tf.maximum(1, tf.div(norm, clip)));
}

/** One tensor per trainable variable, drawn in the order of the parameter vector. */
function noiseTensors(
  { variables, trainable }: EagerModel,
  deviation: number,
  noise: NoiseSource,
): tf.Tensor[] {
  const drawn = new Map<tf.Variable, tf.Tensor>();
  for (const variable of variables) {
    if (!trainable.includes(variable)) continue;
    const numbers = new Float32Array(variable.size);
    fillNormal(numbers, deviation, noise);
    drawn.set(variable, tf.tensor(numbers, variable.shape));
  }
  return trainable.map((variable) => drawn.get(variable)!);
}

/** The gradients of the model's penalties, which say nothing about examples; undefined if it has none. */
function penaltyGradients(model: EagerModel): tf.Tensor[] | undefined {
  if (model.penalties().length === 0) return undefined;
  const { grads } = tf.variableGrads(
    () => tf.addN(model.penalties()) as tf.Scalar,
    model.trainable.slice(),
  );
  return ofVariables(model.trainable, grads);
}

function ofVariables(variables: readonly tf.Variable[], grads: tf.NamedTensorMap): tf.Tensor[] {
  return variables.map(
    (variable) => (grads as Partial<tf.NamedTensorMap>)[variable.name] ?? tf.zerosLike(variable),
  );
}
