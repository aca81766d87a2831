import { ArgumentError } from '../core/errors';

/** How a linear classifier's weights for one class have changed. */
export interface ClassChange {
  /** Counted from 0. */
  readonly label: number;
  /** One number for each input, such as the pixels of an image. */
  readonly weights: Float32Array;
  readonly bias: number;
}

/**
 * An update of a linear classifier (`softmaxRegression`) by class: what a server would inspect to
 * learn which classes a client has.
 *
 * @param update of the weights, `[inputs, classes]` row-major, followed by the biases, `[classes]`
 * @throws ArgumentError if the update is not of such a classifier
 */
export function classChanges(update: Float32Array, classes: number): ClassChange[] {
  const inputs = update.length / classes - 1;
  if (!Number.isInteger(inputs) || inputs < 1) {
    const rule = `hold the weights and biases of ${classes} classes`;
    throw new ArgumentError('update', rule, update.length);
  }
  return Array.from({ length: classes }, (_, label) => ({
    label,
    weights: Float32Array.from({ length: inputs }, (_, i) => update[i * classes + label]),
    bias: update[inputs * classes + label],
  }));
}
