import { ArgumentError } from '../core/errors';

/** The receiver operating characteristic: what each threshold on a score finds, and takes wrongly. */
export interface RocCurve {
  /** Share of the negatives with at least the threshold's score, from 0 to 1. */
  readonly falsePositiveRate: readonly number[];
  /** Share of the positives with at least the threshold's score, from 0 to 1. */
  readonly truePositiveRate: readonly number[];
  /** Falling, one for each point: first infinity, which nothing reaches, then each different score. */
  readonly thresholds: readonly number[];
  /**
   * Area under the curve, in [0, 1]: how often a random positive has a higher score than a random negative,
   * a tie counting one half. 0.5 is guessing.
   */
  readonly auc: number;
}

/**
 * The ROC curve of scores that should be higher for positives, and the area under it (Fawcett 2006, "An
 * introduction to ROC analysis", algorithms 1 and 2). Equal scores are one point, so that their order
 * does not matter.
 *
 * ```ts
 * const { auc } = fl.metrics.rocCurve([0.9, 0.4], [0.1, 0.4, 0.2]); // 5.5 of 6 pairs
 * ```
 *
 * @param positives scores of the examples to find, at least one
 * @param negatives scores of the others, at least one
 * @throws ArgumentError for an empty list and for a score that is not a number
 */
export function rocCurve(positives: ArrayLike<number>, negatives: ArrayLike<number>): RocCurve {
  const all = [
    ...scored('positives', positives, true),
    ...scored('negatives', negatives, false),
  ].sort((a, b) => (a.score === b.score ? 0 : b.score - a.score));
  const [falsePositiveRate, truePositiveRate, thresholds] = [[0], [0], [Infinity]];
  let [auc, found, wrong] = [0, 0, 0];
  all.forEach(({ score, positive }, i) => {
    if (positive) found++;
    else wrong++;
    if (all[i + 1]?.score === score) return;
    const [x, y] = [wrong / negatives.length, found / positives.length];
    auc += ((x - falsePositiveRate.at(-1)!) * (y + truePositiveRate.at(-1)!)) / 2;
    falsePositiveRate.push(x);
    truePositiveRate.push(y);
    thresholds.push(score);
  });
  return { falsePositiveRate, truePositiveRate, thresholds, auc };
}

function scored(argument: string, scores: ArrayLike<number>, positive: boolean) {
  if (scores.length === 0) throw new ArgumentError(argument, 'hold at least one score', 0);
  return Array.from(scores, (score, i) => {
    if (Number.isNaN(score)) throw new ArgumentError(`${argument}[${i}]`, 'be a number', score);
    return { score, positive };
  });
}
