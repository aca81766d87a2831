import * as tf from '@tensorflow/tfjs';
import { ArgumentError } from '../core/errors';
import { checkLength, flatten, parameterSpec, unflatten } from '../core/parameters';
import type { ParameterSpec } from '../core/parameters';

/** The variables of a model, in the order of `model.getWeights()`: every weight, trained or not. */
export function modelVariables(model: tf.LayersModel): tf.Variable[] {
  return model.weights.map(variableOf);
}

/** The tfjs variable behind a layer's weight. */
export function variableOf(weight: tf.LayersModel['weights'][number]): tf.Variable {
  const value: unknown = weight.read();
  if (isVariable(value)) return value;
  throw new ArgumentError(`weight ${weight.name}`, 'be a tfjs variable', value);
}

/**
 * The names and shapes of a model's weights, in the order of its flat parameter vector, and which
 * of them are trained. A name consists of the layer's and the weight's, `conv1/kernel`, and does
 * not depend on other models.
 *
 * ```ts
 * const { size, tensors } = fl.models.specOf(model);
 * ```
 */
export function specOf(model: tf.LayersModel): ParameterSpec {
  const trained = new Set(model.trainableWeights);
  return parameterSpec(
    model.weights.map((weight) => ({
      name: weight.originalName,
      shape: weight.shape as number[],
      trained: trained.has(weight),
    })),
  );
}

function isVariable(value: unknown): value is tf.Variable {
  return value instanceof tf.Variable;
}

/** Copies a model's weights into one flat vector. */
export function getParameters(model: tf.LayersModel): Float32Array {
  return readVariables(specOf(model), modelVariables(model));
}

/**
 * Overwrites a model's weights. The vector's length must be the model's number of weights.
 *
 * ```ts
 * fl.models.setParameters(model, state.parameters);
 * ```
 */
export function setParameters(model: tf.LayersModel, parameters: Float32Array): void {
  const spec = specOf(model);
  checkLength(spec, 'parameters', parameters);
  writeVariables(spec, modelVariables(model), parameters);
}

/** Copies variables into one flat vector. */
export function readVariables(
  spec: ParameterSpec,
  variables: readonly tf.Variable[],
): Float32Array {
  return flatten(
    spec,
    variables.map((variable) => variable.dataSync()),
  );
}

/** Overwrites variables from one flat vector. */
export function writeVariables(
  spec: ParameterSpec,
  variables: readonly tf.Variable[],
  parameters: Float32Array,
): void {
  const parts = unflatten(spec, parameters);
  tf.tidy(() => {
    variables.forEach((variable, i) => {
      variable.assign(tf.tensor(parts[i].slice(), variable.shape, 'float32'));
    });
  });
}
