import type * as tf from '@tensorflow/tfjs';
import { Graph } from '../graph/graph';
import type { BatchShape, ExampleLoss, StepModel } from './programTypes';
import { Draws, forward, traceBatch } from './step';
import { trace } from './trace';

/**
 * The shapes that a model and a loss give for a batch, without computing them: `look` gets tensors
 * that have a shape but no numbers.
 *
 * @throws TraceError if it cannot become a graph; the model is left unchanged
 */
export function traceShapes(
  model: StepModel,
  loss: ExampleLoss,
  options: BatchShape,
  look: (outputs: tf.Tensor2D, losses: () => unknown) => void,
): void {
  const graph = new Graph();
  const draws = new Draws(graph);
  trace(graph, model.variables, (symbol) => {
    const { features, targets } = traceBatch(graph, symbol, options);
    const outputs = forward(model, features, draws.tensors(symbol), false);
    look(outputs, () => loss(targets, outputs));
    return { outputs };
  });
}
