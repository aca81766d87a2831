import { argMax } from '../core/vector';
import type { RegressionErrors } from '../metrics/regression';

/** Sums over examples, so that clients can be added up. */
export interface Metrics {
  /** Examples measured; one seen in five epochs counts five times. */
  readonly examples: number;
  readonly lossSum: number;
  /** Examples whose class was predicted; 0 where numbers are to be predicted. */
  readonly correct: number;
  /** Where numbers are to be predicted. */
  readonly errors?: ErrorSums;
}

/** Sums over examples, one for each number to predict. */
export interface ErrorSums {
  /** Of (output − target)². */
  readonly squared: readonly number[];
  /** Of |output − target|. */
  readonly absolute: readonly number[];
  /** Of the targets, and of their squares. */
  readonly targets: readonly number[];
  readonly targetSquares: readonly number[];
}

/**
 * Adds up what was measured on batches or clients.
 *
 * ```ts
 * const all = fl.training.sumMetrics(perClient);
 * ```
 */
export function sumMetrics(parts: Iterable<Metrics>): Metrics {
  const total = { examples: 0, lossSum: 0, correct: 0 };
  let errors: ErrorSums | undefined;
  for (const part of parts) {
    total.examples += part.examples;
    total.lossSum += part.lossSum;
    total.correct += part.correct;
    if (part.errors) errors = errors ? added(errors, part.errors) : part.errors;
  }
  return errors ? { ...total, errors } : total;
}

function added(a: ErrorSums, b: ErrorSums): ErrorSums {
  const sum = (p: readonly number[], q: readonly number[]) => p.map((value, i) => value + q[i]);
  return {
    squared: sum(a.squared, b.squared),
    absolute: sum(a.absolute, b.absolute),
    targets: sum(a.targets, b.targets),
    targetSquares: sum(a.targetSquares, b.targetSquares),
  };
}

/**
 * Loss per example; NaN if nothing was measured.
 *
 * ```ts
 * const loss = fl.training.meanLoss(fl.training.sumMetrics(perClient));
 * ```
 */
export function meanLoss({ lossSum, examples }: Metrics): number {
  return lossSum / examples;
}

/**
 * Share of examples predicted correctly, in [0, 1]; NaN if nothing was measured, or numbers are to be
 * predicted.
 */
export function accuracy({ correct, examples, errors }: Metrics): number {
  return errors ? NaN : correct / examples;
}

/**
 * Errors of a model that predicts numbers, means over several of them, as `fl.metrics.regressionScores` has
 * them; undefined for a classifier.
 *
 * ```ts
 * const errors = fl.training.regressionErrors(fl.training.sumMetrics(perClient));
 * ```
 */
export function regressionErrors(metrics: Metrics): RegressionErrors | undefined {
  const means = meanErrors(metrics);
  if (!means) return undefined;
  const scores = errorsOfMeans(means);
  return metrics.examples < 2 ? { ...scores, r2: NaN } : scores;
}

/** Means over examples in place of sums; undefined for a classifier. */
export function meanErrors({ errors, examples }: Metrics): ErrorSums | undefined {
  if (!errors) return undefined;
  const means = (sums: readonly number[]): number[] => sums.map((sum) => sum / examples);
  return {
    squared: means(errors.squared),
    absolute: means(errors.absolute),
    targets: means(errors.targets),
    targetSquares: means(errors.targetSquares),
  };
}

/** Errors from means over examples in place of sums. */
export function errorsOfMeans(means: ErrorSums): RegressionErrors {
  const { squared, absolute, targets, targetSquares } = means;
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const explained = squared.map((error, k) => {
    const variance = targetSquares[k] - targets[k] ** 2;
    // A constant target's means differ by rounding.
    return variance > 1e-12 * targetSquares[k] ? 1 - error / variance : Number(error === 0);
  });
  return {
    mse: mean(squared),
    rmse: mean(squared.map(Math.sqrt)),
    mae: mean(absolute),
    r2: mean(explained),
  };
}

/** Adds up what is measured on one example after the other. */
export class MetricSums {
  readonly #targets: Uint8Array | Float32Array;
  readonly #threshold: number;
  readonly #errors: { [name in keyof ErrorSums]: number[] } | undefined;
  readonly #total = { examples: 0, lossSum: 0, correct: 0 };

  /**
   * @param targets classes, or numbers to predict, of `size` examples
   * @param threshold what a single output must exceed for the second of two classes
   */
  constructor(targets: Uint8Array | Float32Array, size: number, threshold: number) {
    this.#targets = targets;
    this.#threshold = threshold;
    if (targets instanceof Uint8Array) return;
    const zeros = (): number[] => new Array<number>(size === 0 ? 0 : targets.length / size).fill(0);
    this.#errors = {
      squared: zeros(),
      absolute: zeros(),
      targets: zeros(),
      targetSquares: zeros(),
    };
  }

  /** @param start where the example's outputs begin, of which there are `width` */
  add(example: number, loss: number, outputs: Float32Array, start: number, width: number): void {
    const total = this.#total;
    total.examples++;
    total.lossSum += loss;
    if (this.#errors) this.#addErrors(this.#errors, example, outputs, start, width);
    else if (classOf(outputs, start, width, this.#threshold) === this.#targets[example]) {
      total.correct++;
    }
  }

  #addErrors(
    errors: { [name in keyof ErrorSums]: number[] },
    example: number,
    outputs: Float32Array,
    start: number,
    width: number,
  ): void {
    for (let k = 0; k < width; k++) {
      const target = this.#targets[example * width + k];
      const error = outputs[start + k] - target;
      errors.squared[k] += error * error;
      errors.absolute[k] += Math.abs(error);
      errors.targets[k] += target;
      errors.targetSquares[k] += target * target;
    }
  }

  result(): Metrics {
    return this.#errors ? { ...this.#total, errors: this.#errors } : { ...this.#total };
  }
}

/** The class that outputs stand for: the largest, or of a single one whether it exceeds the threshold. */
export function classOf(
  outputs: Float32Array,
  start: number,
  width: number,
  threshold: number,
): number {
  return width === 1 ? Number(outputs[start] > threshold) : argMax(outputs, start, width);
}
