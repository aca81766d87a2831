import * as tf from '@tensorflow/tfjs';
import type { Graph } from '../graph/graph';
import type { Value } from '../graph/types';
import { normal, uniform } from '../random';
import { withTracedLayers } from './layers';
import type { Draw } from './noise';
import type { BatchShape, StepModel, TrainingOptions } from './programTypes';

type ToTensor = (value: Value) => tf.Tensor;

/** The examples of a step as tensors of a trace. */
export interface Batch {
  readonly images: tf.Tensor4D;
  readonly labels: tf.Tensor1D;
}

/** Gathers the rows `index` of the input `images`, and scales bytes to [0, 1]. */
export function traceBatch(
  graph: Graph,
  symbol: ToTensor,
  { imageShape, batchSize }: BatchShape,
): Batch {
  const pixels = imageShape[0] * imageShape[1] * imageShape[2];
  const index = graph.input('index', [batchSize], 'int32');
  const images = graph.input('images', ['examples', pixels], 'uint8');
  const labels = graph.input('labels', [batchSize], 'int32');
  const bytes = graph.op('Gather', [images, index], { axis: 0 }, [batchSize, pixels], 'uint8');
  const scaled = graph.binary('Mul', graph.cast(bytes, 'float32'), graph.scalar(1 / 255));
  return {
    images: symbol(graph.reshape(scaled, [batchSize, ...imageShape])) as tf.Tensor4D,
    labels: symbol(labels) as tf.Tensor1D,
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
  images: tf.Tensor4D,
  draw: Draw,
  training: boolean,
): tf.Tensor2D {
  return withTracedLayers(model.layers ?? [], draw, () => model.outputs(images, training));
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
