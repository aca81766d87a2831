import * as tf from '@tensorflow/tfjs';
import { wholeNumber } from '../core/check';

/** What a classifier of images needs to know of its data. */
export interface ClassifierOptions {
  /** Height, width and channels; default `[28, 28, 1]`. */
  readonly shape?: readonly [number, number, number];
  /** Number of classes, at least 2; default 10. */
  readonly classes?: number;
}

/** A classifier whose weights do not start at zero. */
export interface SeededOptions extends ClassifierOptions {
  /** Decides the initial weights: a whole number, the same weights for the same one. */
  readonly seed: number;
}

/** The options, checked and complete. */
export interface Classifier {
  readonly shape: [number, number, number];
  readonly classes: number;
  readonly seed: number;
}

/**
 * Fills in what is left out.
 *
 * @param leastSide the smallest height and width that the model's windows fit into
 */
export function classifier(
  { shape = [28, 28, 1], classes = 10, seed }: SeededOptions,
  leastSide = 1,
): Classifier {
  shape.forEach((length, i) => wholeNumber(`shape[${i}]`, length, i < 2 ? leastSide : 1));
  wholeNumber('classes', classes, 2);
  wholeNumber('seed', seed, 0);
  return { shape: [...shape], classes, seed };
}

/**
 * Seeds for a model's layers, a new one at each call. They start at 1, for at 0 tfjs would draw one
 * itself.
 */
export function layerSeeds(seed: number): () => number {
  let layer = 0;
  return () => 1 + seed * 1000 + layer++;
}

/** Initial weights for a layer each, Glorot uniform as is usual in Keras. */
export function glorot(seed: number): () => ReturnType<typeof tf.initializers.glorotUniform> {
  const next = layerSeeds(seed);
  return () => tf.initializers.glorotUniform({ seed: next() });
}
