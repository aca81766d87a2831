import * as tf from '@tensorflow/tfjs';
import { same } from '../../compiler/graph/shape';
import { traceShapes } from '../../compiler/trace/shapes';
import { ArgumentError } from '../../core/errors';
import type { ImageShape } from '../../data/dataset';
import type { Loss } from './loss';
import type { EagerModel } from './model';

/** Shapes of a model's outputs and losses for a batch. */
interface Given {
  readonly outputs: readonly number[];
  readonly losses: readonly number[] | undefined;
  /** What the loss returns instead of a tensor. */
  readonly instead?: unknown;
}

/** Tries a model and a loss on a batch of this size. */
type Trial = (batchSize: number) => Given;

/**
 * How many outputs a model has for images of a shape. Model and loss are tried on three images, or
 * on four if there are three outputs, so that the batch size cannot be mistaken for another length.
 *
 * @throws ArgumentError unless outputs are `[batch, outputs]` and losses `[batch]`
 */
function outputsIn(attempt: Trial): number {
  let [batchSize, given] = [3, attempt(3)];
  if (given.outputs[1] === batchSize) [batchSize, given] = [4, attempt(4)];
  const { outputs, losses, instead } = given;
  if (outputs.length !== 2 || outputs[0] !== batchSize) {
    const rule = `give outputs of shape [batch, outputs] for a batch of ${batchSize}`;
    throw new ArgumentError('model', rule, text(outputs));
  }
  if (!losses || !same(losses, [batchSize])) {
    const rule = `give a tensor of shape [batch], one number per example: [${batchSize}] for a batch of ${batchSize}`;
    throw new ArgumentError('loss', rule, losses ? text(losses) : instead);
  }
  return outputs[1];
}

/** Finds out by computing on tfjs's current backend; no tensor is left behind. */
export function eagerOutputs(model: EagerModel, loss: Loss, imageShape: ImageShape): number {
  return outputsIn((batchSize) => {
    let found: Given | undefined;
    tf.tidy(() => {
      const outputs = model.outputs(tf.zeros([batchSize, ...imageShape]), false);
      found = given(outputs, () => loss(tf.zeros([batchSize], 'int32'), outputs));
    });
    return found!;
  });
}

/** Finds out by tracing, without computing. Throws a `TraceError` if that is not possible. */
export function tracedOutputs(
  model: Parameters<typeof traceShapes>[0],
  loss: Loss,
  imageShape: ImageShape,
): number {
  return outputsIn((batchSize) => {
    let found: Given | undefined;
    traceShapes(model, loss, { imageShape, batchSize }, (...both) => {
      found = given(...both);
    });
    return found!;
  });
}

/** The outputs' shape and, if there is more than one output, the losses'. */
function given(outputs: tf.Tensor2D, loss: () => unknown): Given {
  const shape = outputs.shape.slice();
  // A loss may need two outputs; a single output is reported by the check of the classes.
  if (shape.length === 2 && shape[1] === 1) return { outputs: shape, losses: shape.slice(0, 1) };
  const losses = loss();
  if (losses instanceof Promise) losses.catch(() => undefined);
  return isTensor(losses)
    ? { outputs: shape, losses: losses.shape.slice() }
    : { outputs: shape, losses: undefined, instead: losses };
}

const isTensor = (value: unknown): value is tf.Tensor => value instanceof tf.Tensor;

const text = (shape: readonly unknown[]): string => `[${shape.join(', ')}]`;
