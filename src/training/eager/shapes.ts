import * as tf from '@tensorflow/tfjs';
import { same } from '../../compiler/graph/shape';
import { traceShapes } from '../../compiler/trace/shapes';
import { ArgumentError } from '../../core/errors';
import type { ExampleTargets } from '../../compiler/trace/programTypes';
import type { ExampleKind } from '../exampleKind';
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
 * How many outputs a model has for examples of a kind. Model and loss are tried on three examples, or
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
export function eagerOutputs(model: EagerModel, loss: Loss, kind: ExampleKind): number {
  return outputsIn((batchSize) => {
    let found: Given | undefined;
    tf.tidy(() => {
      const { shape, features, targets } = kind;
      const type = features === 'int32' ? 'int32' : 'float32';
      const outputs = model.outputs(tf.zeros([batchSize, ...shape], type), false);
      const wanted =
        targets === undefined ? tf.zeros([batchSize], 'int32') : tf.zeros([batchSize, targets]);
      found = given(kind, outputs, () => loss(wanted as ExampleTargets, outputs));
    });
    return found!;
  });
}

/** Finds out by tracing, without computing. Throws a `TraceError` if that is not possible. */
export function tracedOutputs(
  model: Parameters<typeof traceShapes>[0],
  loss: Loss,
  kind: ExampleKind,
): number {
  return outputsIn((batchSize) => {
    let found: Given | undefined;
    traceShapes(model, loss, { examples: kind, batchSize }, (...both) => {
      found = given(kind, ...both);
    });
    return found!;
  });
}

/** The outputs' shape and the losses'. */
function given({ targets }: ExampleKind, outputs: tf.Tensor2D, loss: () => unknown): Given {
  const shape = outputs.shape.slice();
  // The check of the targets reports outputs that do not fit them; a loss of such ones would fail.
  const unfit = targets === undefined ? shape[1] === 1 : shape[1] !== targets;
  if (shape.length === 2 && unfit) return { outputs: shape, losses: shape.slice(0, 1) };
  const losses = loss();
  if (losses instanceof Promise) losses.catch(() => undefined);
  return isTensor(losses)
    ? { outputs: shape, losses: losses.shape.slice() }
    : { outputs: shape, losses: undefined, instead: losses };
}

const isTensor = (value: unknown): value is tf.Tensor => value instanceof tf.Tensor;

const text = (shape: readonly unknown[]): string => `[${shape.join(', ')}]`;
