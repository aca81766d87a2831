import * as tf from '@tensorflow/tfjs';
import { exampleGradients } from '../graph/exampleGradients';
import type { Graph } from '../graph/graph';
import type { Value } from '../graph/types';
import { TraceError } from '../traceError';
import type { StepModel, TrainingOptions } from './programTypes';

/** What gradients are made of: each is already multiplied by the learning rate if they all are. */
export interface Losses {
  /** Computes the model's losses, `[batch]`. */
  readonly losses: () => tf.Tensor;
  /** 1/n for each of the n rows in use and 0 for padding, `[batch]`. */
  readonly weights: tf.Tensor;
  readonly penalties: () => tf.Scalar[];
}

/** Between the graph and tfjs. */
export interface Tracing {
  readonly graph: Graph;
  readonly symbol: (value: Value) => tf.Tensor;
  readonly valueOf: (tensor: tf.Tensor) => Value;
}

/** The gradient of the batch's objective, one tensor per trainable variable. */
export function batchGradients(
  { trainable }: StepModel,
  { losses, weights, penalties }: Losses,
): tf.Tensor[] {
  return gradients(trainable, () => {
    const data = tf.sum<tf.Scalar>(tf.mul(losses(), weights));
    return penalties().reduce((sum, penalty) => tf.add(sum, penalty), data);
  });
}

/**
 * The same with each example's gradient clipped to an L2 norm over all trainable variables, and with
 * noise: Σ wᵢ·gᵢ/max(1, ‖gᵢ‖/C) + z (Abadi et al. 2016, Algorithm 1). Penalties, which say nothing
 * about examples, are added afterwards.
 */
export function privateGradients(
  { graph, symbol, valueOf }: Tracing,
  model: StepModel,
  { losses, weights, penalties }: Losses,
  { batchSize, examplePrivacy }: TrainingOptions,
): tf.Tensor[] {
  const { trainable, variables } = model;
  const summed = gradients(trainable, () => tf.sum<tf.Scalar>(losses()));
  const apart = exampleGradients(graph, summed.map(valueOf), batchSize);
  const found = apart.filter((gradient) => gradient !== undefined);
  if (found.length === 0) throw new TraceError('no gradient depends on the examples');
  const squares = found
    .map((gradient) => gradient.squares())
    .reduce((a, b) => graph.binary('Add', a, b));
  const excess = graph.binary(
    'Div',
    graph.unary('Sqrt', squares),
    graph.input('clip', [1], 'float32'),
  );
  const scale = graph.binary('Div', valueOf(weights), graph.binary('Max', excess, graph.scalar(1)));
  const terms = penalties();
  const rest =
    terms.length > 0 ? gradients(trainable, () => tf.addN(penalties()) as tf.Scalar) : [];
  return trainable.map((variable, i) => {
    const clipped = apart[i]?.sum(scale);
    let gradient = clipped ? symbol(clipped) : tf.zerosLike(variable);
    if (examplePrivacy?.noise) {
      const name = noiseInput(variables.indexOf(variable));
      gradient = tf.add(gradient, symbol(graph.input(name, variable.shape, 'float32')));
    }
    return rest.length > 0 ? tf.add(gradient, rest[i]) : gradient;
  });
}

/** The name of the input with a variable's noise. */
export const noiseInput = (variable: number): string => `z${variable}`;

function gradients(variables: readonly tf.Variable[], objective: () => tf.Scalar): tf.Tensor[] {
  const { grads } = tf.variableGrads(objective, variables.slice());
  return variables.map(
    (variable) => (grads as Partial<tf.NamedTensorMap>)[variable.name] ?? tf.zerosLike(variable),
  );
}
