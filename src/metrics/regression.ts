import { wholeNumber } from '../core/check';
import { ArgumentError } from '../core/errors';

/** How far predicted numbers are from the true ones. */
export interface RegressionErrors {
  /** Mean squared error, in the target's unit squared, at least 0. */
  readonly mse: number;
  /** Its square root, in the target's unit. */
  readonly rmse: number;
  /** Mean absolute error, in the target's unit, at least 0. */
  readonly mae: number;
  /**
   * Coefficient of determination, at most 1: the share of the target's variance that the predictions
   * explain. 0 is as good as predicting the mean; worse is negative. NaN for fewer than two examples; if
   * the target is the same for all, 1 for perfect predictions and 0 for others.
   */
  readonly r2: number;
}

/** The errors of all outputs and of each. */
export interface RegressionScores extends RegressionErrors {
  readonly examples: number;
  /** One entry per output, in order. */
  readonly perOutput: readonly RegressionErrors[];
}

/**
 * Errors of predicted numbers. With several outputs, each score is the mean of the outputs’ scores, so
 * that an RMSE is a mean of roots. All are NaN without examples.
 *
 * ```ts
 * const { rmse, r2 } = fl.metrics.regressionScores([3, -0.5, 2, 7], [2.5, 0, 2, 8]);
 * ```
 *
 * @param targets `[examples, outputs]` row-major: the true numbers, finite
 * @param predictions as many
 * @param outputs how many numbers an example has; default 1
 */
export function regressionScores(
  targets: ArrayLike<number>,
  predictions: ArrayLike<number>,
  outputs = 1,
): RegressionScores {
  wholeNumber('outputs', outputs, 1);
  if (targets.length % outputs !== 0) {
    throw new ArgumentError('targets', `hold ${outputs} numbers for each example`, targets.length);
  }
  if (predictions.length !== targets.length) {
    throw new ArgumentError('predictions', `hold ${targets.length} numbers`, predictions.length);
  }
  for (let i = 0; i < targets.length; i++) {
    if (!Number.isFinite(targets[i])) {
      throw new ArgumentError(`targets[${i}]`, 'be finite', targets[i]);
    }
  }
  const examples = targets.length / outputs;
  const perOutput = Array.from({ length: outputs }, (_, output) =>
    errorsOf(
      Array.from({ length: examples }, (_, i) => targets[i * outputs + output]),
      (i) => predictions[i * outputs + output],
    ),
  );
  const over = (score: keyof RegressionErrors): number =>
    mean(perOutput.map((errors) => errors[score]));
  return {
    examples,
    mse: over('mse'),
    rmse: over('rmse'),
    mae: over('mae'),
    r2: over('r2'),
    perOutput,
  };
}

function errorsOf(targets: readonly number[], prediction: (i: number) => number): RegressionErrors {
  const errors = targets.map((target, i) => prediction(i) - target);
  const mse = mean(errors.map((error) => error ** 2));
  const center = mean(targets);
  const variance = mean(targets.map((target) => (target - center) ** 2));
  const same = targets.every((target) => target === targets[0]);
  const explained = same ? +(mse === 0) : 1 - mse / variance;
  return {
    mse,
    rmse: Math.sqrt(mse),
    mae: mean(errors.map(Math.abs)),
    r2: targets.length < 2 ? NaN : explained,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
