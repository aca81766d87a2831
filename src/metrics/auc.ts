import { wholeNumber } from '../core/check';
import { ArgumentError } from '../core/errors';
import { rocCurve } from './roc';

/**
 * Area under the ROC curve of two classes, in [0, 1]: how often a random example of class 1 has a higher
 * score than a random one of class 0, a tie counting one half. NaN if one of the classes has no examples.
 *
 * ```ts
 * fl.metrics.auc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]); // 0.75
 * ```
 *
 * @param labels the true class of each example, 0 or 1
 * @param scores as many: what is higher for class 1, such as its probability
 */
export function auc(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  checkScores(labels, scores, 1);
  checkLabels(labels, 2);
  return oneAgainstRest(labels, 1, (i) => scores[i]);
}

/**
 * For each class, the area under the ROC curve that tells its examples from all others by its score, in
 * [0, 1] (one against the rest); NaN for a class that no example has, or all have.
 *
 * ```ts
 * const areas = fl.metrics.classAuc(labels, probabilities, classNames.length);
 * ```
 *
 * @param labels the true class of each example, in [0, classes)
 * @param scores `[labels.length, classes]` row-major, such as probabilities
 */
export function classAuc(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  classes: number,
): number[] {
  wholeNumber('classes', classes, 2);
  checkScores(labels, scores, classes);
  checkLabels(labels, classes);
  return Array.from({ length: classes }, (_, label) =>
    oneAgainstRest(labels, label, (i) => scores[i * classes + label]),
  );
}

/**
 * Mean of {@link classAuc} over the classes that some but not all examples have, each counted once (macro
 * average); NaN if there is none.
 *
 * ```ts
 * const area = fl.metrics.macroAuc(labels, probabilities, classNames.length);
 * ```
 *
 * @param labels the true class of each example, in [0, classes)
 * @param scores `[labels.length, classes]` row-major, such as probabilities
 */
export function macroAuc(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  classes: number,
): number {
  const known = classAuc(labels, scores, classes).filter((area) => !Number.isNaN(area));
  return known.reduce((sum, area) => sum + area, 0) / known.length;
}

function oneAgainstRest(
  labels: ArrayLike<number>,
  label: number,
  score: (index: number) => number,
): number {
  const [own, others]: [number[], number[]] = [[], []];
  for (let i = 0; i < labels.length; i++) (labels[i] === label ? own : others).push(score(i));
  return own.length === 0 || others.length === 0 ? NaN : rocCurve(own, others).auc;
}

function checkScores(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  perExample: number,
): void {
  const length = labels.length * perExample;
  if (scores.length !== length) {
    throw new ArgumentError('scores', `hold ${length} numbers`, scores.length);
  }
  for (let i = 0; i < length; i++) {
    if (Number.isNaN(scores[i])) throw new ArgumentError(`scores[${i}]`, 'be a number', scores[i]);
  }
}

function checkLabels(labels: ArrayLike<number>, classes: number): void {
  for (let i = 0; i < labels.length; i++) wholeNumber(`labels[${i}]`, labels[i], 0, classes - 1);
}
