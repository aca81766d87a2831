import { ArgumentError } from '../../core/errors';
import { rocCurve, type RocCurve } from '../../metrics/roc';

/** How well a threshold on a model's loss tells examples that it was trained on from others. */
export interface MembershipAttack {
  /**
   * From (0, 0) to (1, 1), one point for each threshold that makes a difference: the shares of the other
   * examples and of the members that are taken for members.
   */
  readonly roc: Pick<RocCurve, 'falsePositiveRate' | 'truePositiveRate'>;
  /**
   * Area under the curve, in [0, 1]: how often a random member has a smaller loss than a random other
   * example, a tie counting one half. 0.5 is guessing.
   */
  readonly auc: number;
  /** The largest true minus false positive rate of all thresholds, in [0, 1]; 0 is guessing. */
  readonly advantage: number;
  /** An example with at most this loss is taken for a member where the advantage is largest. */
  readonly threshold: number;
}

/**
 * Membership inference by a threshold on the loss (Yeom et al. 2018, "Privacy risk in machine learning",
 * Section 3.2): a model that fits its training examples better than others of their kind gives away which
 * ones they were.
 *
 * ```ts
 * const attack = fl.attacks.membershipAttack(
 *   await fl.attacks.exampleLosses(trainer, parameters, client.train),
 *   await fl.attacks.exampleLosses(trainer, parameters, client.test),
 * );
 * ```
 *
 * @param members losses of examples that the model was trained on, at least one
 * @param others losses of examples of the same kind that it was not, at least one
 * @throws ArgumentError for an empty list and for a loss that is not a number
 */
export function membershipAttack(
  members: ArrayLike<number>,
  others: ArrayLike<number>,
): MembershipAttack {
  const { auc, thresholds, ...roc } = rocCurve(
    certainty('members', members),
    certainty('others', others),
  );
  let [advantage, threshold] = [0, -Infinity];
  thresholds.forEach((score, i) => {
    const gained = roc.truePositiveRate[i] - roc.falsePositiveRate[i];
    if (gained > advantage) [advantage, threshold] = [gained, -score];
  });
  return { roc, auc, advantage, threshold };
}

/** Members are those with the smaller losses. */
function certainty(argument: string, losses: ArrayLike<number>): number[] {
  if (losses.length === 0) throw new ArgumentError(argument, 'hold at least one loss', 0);
  return Array.from(losses, (loss, i) => {
    if (Number.isNaN(loss)) throw new ArgumentError(`${argument}[${i}]`, 'be a number', loss);
    return -loss;
  });
}
