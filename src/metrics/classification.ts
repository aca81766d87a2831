import { wholeNumber } from '../core/check';
import { ArgumentError } from '../core/errors';

/** Row: the true class; column: the predicted one; each cell counts examples. */
export type ConfusionMatrix = readonly Uint32Array[];

/**
 * Counts how often each class was predicted as each other.
 *
 * @param labels the true class of each example
 * @param predictions the predicted class of each example, equally many
 * @param classes how many classes there are; every label and prediction lies in [0, classes)
 */
export function confusionMatrix(
  labels: ArrayLike<number>,
  predictions: ArrayLike<number>,
  classes: number,
): ConfusionMatrix {
  wholeNumber('classes', classes, 1);
  if (predictions.length !== labels.length) {
    throw new ArgumentError('predictions', `hold ${labels.length} classes`, predictions.length);
  }
  const matrix = Array.from({ length: classes }, () => new Uint32Array(classes));
  for (let i = 0; i < labels.length; i++) {
    wholeNumber(`labels[${i}]`, labels[i], 0, classes - 1);
    wholeNumber(`predictions[${i}]`, predictions[i], 0, classes - 1);
    matrix[labels[i]][predictions[i]]++;
  }
  return matrix;
}

/**
 * The fraction of examples predicted correctly, in [0, 1]; NaN if there are no examples.
 *
 * ```ts
 * fl.metrics.accuracy(fl.confusionMatrix([0, 0, 0, 1], [0, 0, 0, 0], 2)); // 0.75
 * ```
 */
export function accuracy(matrix: ConfusionMatrix): number {
  const right = matrix.reduce((count, row, label) => count + row[label], 0);
  return right / matrix.reduce((count, row) => count + total(row), 0);
}

/**
 * For each class, the fraction of its examples predicted correctly, in [0, 1]; NaN for a class
 * without examples.
 */
export function recall(matrix: ConfusionMatrix): number[] {
  return matrix.map((row, label) => row[label] / total(row));
}

/**
 * For each class, the fraction of the predictions of it that are right, in [0, 1]; NaN for a class that is
 * never predicted.
 *
 * ```ts
 * const matrix = fl.confusionMatrix(labels, predicted, classNames.length);
 * const [malignant] = fl.metrics.precision(matrix);
 * ```
 */
export function precision(matrix: ConfusionMatrix): number[] {
  const predicted = predictionCounts(matrix);
  return matrix.map((row, label) => row[label] / predicted[label]);
}

/**
 * For each class, the harmonic mean of recall and precision: 2 TP / (2 TP + FP + FN), in [0, 1]; NaN for a
 * class without examples that is never predicted.
 *
 * ```ts
 * const scores = fl.metrics.f1(fl.confusionMatrix(labels, predicted, classNames.length));
 * ```
 */
export function f1(matrix: ConfusionMatrix): number[] {
  const predicted = predictionCounts(matrix);
  return matrix.map((row, label) => (2 * row[label]) / (total(row) + predicted[label]));
}

/**
 * Mean of the recalls: the accuracy if each class had equally many examples, in [0, 1]. Classes without
 * examples do not count; NaN if there are no examples at all.
 *
 * ```ts
 * fl.metrics.balancedAccuracy(fl.confusionMatrix([0, 0, 0, 1], [0, 0, 0, 0], 2)); // 0.5
 * ```
 */
export function balancedAccuracy(matrix: ConfusionMatrix): number {
  const known = recall(matrix).filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** How often each class is predicted. */
function predictionCounts(matrix: ConfusionMatrix): number[] {
  return matrix.map((_, label) => matrix.reduce((sum, row) => sum + row[label], 0));
}

function total(row: Uint32Array): number {
  return row.reduce((sum, count) => sum + count, 0);
}
