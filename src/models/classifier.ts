import * as tf from '@tensorflow/tfjs';
import { wholeNumber } from '../core/check';
import { ArgumentError } from '../core/errors';

/** What a classifier needs to know about its data. */
export interface ClassifierOptions {
  /** Height, width and channels of an image, or `[6]` for rows of six numbers; default `[28, 28, 1]`. */
  readonly shape?: readonly number[];
  /** Number of classes, at least 2; default 10. */
  readonly classes?: number;
}

/** A classifier whose weights do not start at zero. */
export interface SeededOptions extends ClassifierOptions {
  /** A whole number that determines the initial weights. */
  readonly seed: number;
}

/** What a model that predicts numbers needs to know about its data. */
export interface RegressorOptions {
  /** The shape of one example: `[6]` for rows of six numbers. */
  readonly shape: readonly number[];
  /** How many numbers it predicts; default 1. */
  readonly targets?: number;
  /** A whole number that determines the initial weights. */
  readonly seed: number;
}

/** The options, checked and complete. */
export interface Classifier {
  readonly shape: number[];
  readonly classes: number;
  readonly seed: number;
}

/**
 * Fills in what is left out, for a model that looks at images.
 *
 * @param leastSide the smallest height and width that the model's windows fit into
 */
export function imageClassifier(options: SeededOptions, leastSide: number): Classifier {
  const { shape = [28, 28, 1] } = options;
  if (shape.length !== 3) {
    const rule = 'be [height, width, channels] for a model that looks at images';
    throw new ArgumentError('shape', rule, `[${shape.join(', ')}]`);
  }
  shape.forEach((length, i) => wholeNumber(`shape[${i}]`, length, i < 2 ? leastSide : 1));
  return classifier(options);
}

/** Fills in what is left out. */
export function classifier({ shape = [28, 28, 1], classes = 10, seed }: SeededOptions): Classifier {
  if (shape.length === 0) throw new ArgumentError('shape', 'hold at least one length', shape);
  shape.forEach((length, i) => wholeNumber(`shape[${i}]`, length, 1));
  wholeNumber('classes', classes, 2);
  wholeNumber('seed', seed, 0);
  return { shape: [...shape], classes, seed };
}

/**
 * Seeds for a model's layers, a new one at each call. They start at 1 because tfjs replaces a seed
 * of 0 with a random one.
 */
export function layerSeeds(seed: number): () => number {
  let layer = 0;
  return () => 1 + seed * 1000 + layer++;
}

/** Initializers, a new one at each call: Glorot uniform, the default in Keras. */
export function glorot(seed: number): () => ReturnType<typeof tf.initializers.glorotUniform> {
  const next = layerSeeds(seed);
  return () => tf.initializers.glorotUniform({ seed: next() });
}
