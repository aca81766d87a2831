import * as tf from '@tensorflow/tfjs';
import type { Graph } from '../graph/graph';
import type { Value } from '../graph/types';
import { elementCount } from '../../core/shape';
import { normal, uniform } from '../random';
import { withTracedLayers } from './layers';
import type { Draw } from './noise';
import type { BatchShape, ExampleTargets, StepModel, TrainingOptions } from './programTypes';

type ToTensor = (value: Value) => tf.Tensor;

/** The examples of a step as tensors of a trace. */
export interface Batch {
  /** `[batch, ...shape]` */
  readonly features: tf.Tensor;
  /** Classes `[batch]`, or numbers to predict `[batch, targets]`. */
  readonly targets: ExampleTargets;
}

/** Gathers the rows `index` of the input `features`, and scales bytes to [0, 1]. */
export function traceBatch(
  graph: Graph,
  symbol: ToTensor,
  { examples: { shape, features: type, targets: width }, batchSize }: BatchShape,
): Batch {
  const numbers = elementCount(shape);
  const index = graph.input('index', [batchSize], 'int32');
  const stored = graph.input('features', ['examples', numbers], type);
  const targets =
    width === undefined
      ? graph.input('targets', [batchSize], 'int32')
      : graph.input('targets', [batchSize, width], 'float32');
  const rows = graph.op('Gather', [stored, index], { axis: 0 }, [batchSize, numbers], type);
  const features =
    type === 'uint8'
      ? graph.binary('Mul', graph.cast(rows, 'float32'), graph.scalar(1 / 255))
      : rows;
  return {
    features: symbol(graph.reshape(features, [batchSize, ...shape])),
    targets: symbol(targets) as ExampleTargets,
  };
}

/** Numbers the random draws of a step: each has its own streams of the step's seed. */
export class Draws {
  #streams = 0;

  constructor(readonly graph: Graph) {}

  /** Whether anything was drawn. */
  get any(): boolean {
    return this.#streams > 0;
  }

  tensors(symbol: ToTensor): Draw {
    return (kind, shape) => {
      const seed = this.graph.input('seed', [1], 'uint32');
      const stream = this.#streams;
      this.#streams += kind === 'uniform' ? 1 : 2;
      return symbol((kind === 'uniform' ? uniform : normal)(this.graph, seed, stream, shape));
    };
  }
}

/** The model's outputs for a batch. */
export function forward(
  model: StepModel,
  features: tf.Tensor,
  draw: Draw,
  training: boolean,
): tf.Tensor2D {
  return withTracedLayers(model.layers ?? [], draw, () => model.outputs(features, training));
}

/** What is added to the gradient of each trainable variable: μ(w - anchor) + correction. */
export function gradientTerms(
  graph: Graph,
  symbol: ToTensor,
  model: StepModel,
  { proximal, correction }: TrainingOptions,
): (tf.Tensor | undefined)[] {
  const input = (letter: string, variable: tf.Variable): tf.Tensor => {
    const k = model.variables.indexOf(variable);
    return symbol(graph.input(`${letter}${k}`, variable.shape, 'float32'));
  };
  const mu = proximal ? symbol(graph.input('proximal', [], 'float32')) : undefined;
  return model.trainable.map((variable) => {
    const pull = mu && tf.mul(tf.sub(variable, input('a', variable)), mu);
    const constant = correction ? input('c', variable) : undefined;
    return pull && constant ? tf.add(pull, constant) : (pull ?? constant);
  });
}
