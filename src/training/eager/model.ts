import type { InputShape } from '../datasetChecks';
import * as tf from '@tensorflow/tfjs';
import { ArgumentError } from '../../core/errors';
import { parameterSpec } from '../../core/parameters';
import type { ParameterSpec } from '../../core/parameters';
import { modelVariables, specOf, variableOf } from '../../models/parameters';

/** A model written by hand: variables with their initial values, and a function of images. */
export interface CustomModel {
  /** Copied when a trainer is made; their order is that of the parameter vector. */
  readonly variables: Readonly<Record<string, tf.Tensor>>;
  /**
   * Logits for a batch of images `[batch, height, width, channels]` in [0, 1]; or whatever the loss takes,
   * for features of another kind, `[batch, ...shape]`.
   * Called inside `tf.tidy`, differentiated by tfjs.
   */
  logits(variables: Record<string, tf.Tensor>, images: tf.Tensor4D): tf.Tensor2D;
}

/** Any model that can be trained: made of tfjs's layers, or written by hand. */
export type TrainableModel = tf.LayersModel | CustomModel;

/** What the trainers need of a model. */
export interface EagerModel {
  readonly spec: ParameterSpec;
  /** All variables, in the order of the specification. */
  readonly variables: readonly tf.Variable[];
  /** Those that gradients move. */
  readonly trainable: readonly tf.Variable[];
  /**
   * Shape of the input without the batch, null for any length; undefined if the model does not say.
   */
  readonly inputShape: InputShape;
  /** What turns the outputs into probabilities; undefined if they are logits. */
  readonly ending: 'softmax' | 'sigmoid' | undefined;
  /** The layers that `outputs` applies; undefined for a model written by hand. */
  readonly layers: readonly tf.layers.Layer[] | undefined;
  /** @param features `[batch, ...shape]` */
  outputs(features: tf.Tensor, training: boolean): tf.Tensor2D;
  /** Regularization terms of the training objective. */
  penalties(): tf.Scalar[];
  /**
   * Runs a synchronous function while the model computes with these tensors in place of its variables,
   * in their order, so that its outputs can be differentiated through the tensors' own history.
   */
  withWeights<T>(weights: readonly tf.Tensor[], body: () => T): T;
  dispose(): void;
}

/** A common view of both kinds of models. */
export function eagerModel(model: TrainableModel): EagerModel {
  return 'layers' in model ? fromLayers(model) : fromCustom(model);
}

function fromLayers(model: tf.LayersModel): EagerModel {
  if (model.inputs.length !== 1 || model.outputs.length !== 1) {
    throw new ArgumentError(
      'model',
      'have one input and one output',
      `${model.inputs.length} and ${model.outputs.length}`,
    );
  }
  const inputShape = model.inputs[0].shape.slice(1);
  const open = inputShape.includes(null);
  return {
    spec: specOf(model),
    variables: modelVariables(model),
    trainable: model.trainableWeights.map(variableOf),
    inputShape,
    ending: endingOf(model),
    layers: model.layers,
    outputs: (features, training) => {
      const input = open ? features : features.reshape([-1, ...(inputShape as number[])]);
      return model.apply(input, { training }) as tf.Tensor2D;
    },
    penalties: () => model.calculateLosses(),
    withWeights: (weights, body) => {
      // What a layer's weight reads: protected in tfjs's types, where it can only be a variable.
      const places = model.weights as unknown as { val: tf.Tensor }[];
      const own = places.map(({ val }) => val);
      const put = (tensors: readonly tf.Tensor[]): void => {
        places.forEach((place, i) => {
          place.val = tensors[i];
        });
      };
      put(weights);
      try {
        return body();
      } finally {
        put(own);
      }
    },
    dispose: () => undefined,
  };
}

function endingOf(model: tf.LayersModel): EagerModel['ending'] {
  const last = model.layers[model.layers.length - 1];
  const { activation } = last.getConfig();
  if (last.getClassName() === 'Softmax' || activation === 'softmax') return 'softmax';
  return activation === 'sigmoid' ? 'sigmoid' : undefined;
}

function fromCustom(model: CustomModel): EagerModel {
  const names = Object.keys(model.variables);
  const variables = names.map((name) => tf.variable(model.variables[name]));
  const byName = (tensors: readonly tf.Tensor[]): Record<string, tf.Tensor> =>
    Object.fromEntries(names.map((name, i) => [name, tensors[i]]));
  let current = byName(variables);
  return {
    spec: parameterSpec(names.map((name) => ({ name, shape: model.variables[name].shape }))),
    variables,
    trainable: variables,
    inputShape: undefined,
    ending: undefined,
    layers: undefined,
    outputs: (features) => model.logits(current, features as tf.Tensor4D),
    penalties: () => [],
    withWeights: (weights, body) => {
      current = byName(weights);
      try {
        return body();
      } finally {
        current = byName(variables);
      }
    },
    dispose: () => {
      tf.dispose(variables);
    },
  };
}
