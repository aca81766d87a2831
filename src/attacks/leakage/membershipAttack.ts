import { ArgumentError } from '../../core/errors';

/** How well a threshold on a model's loss tells examples that it was trained on from others. */
export interface MembershipAttack {
  /** From (0, 0) to (1, 1), one point for each threshold that makes a difference. */
  readonly roc: {
    /** Share of the other examples that are taken for members. */
    readonly falsePositiveRate: readonly number[];
    /** Share of the members that are. */
    readonly truePositiveRate: readonly number[];
  };
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
  const all = [...scored('members', members, true), ...scored('others', others, false)];
  all.sort((a, b) => a.loss - b.loss);
  const falsePositiveRate = [0];
  const truePositiveRate = [0];
  let [auc, advantage, threshold] = [0, 0, -Infinity];
  let [found, wrong] = [0, 0];
  all.forEach(({ loss, member }, i) => {
    if (member) found++;
    else wrong++;
    if (all[i + 1]?.loss === loss) return;
    const [x, y] = [wrong / others.length, found / members.length];
    auc += ((x - falsePositiveRate.at(-1)!) * (y + truePositiveRate.at(-1)!)) / 2;
    falsePositiveRate.push(x);
    truePositiveRate.push(y);
    if (y - x > advantage) [advantage, threshold] = [y - x, loss];
  });
  return { roc: { falsePositiveRate, truePositiveRate }, auc, advantage, threshold };
}

function scored(argument: string, losses: ArrayLike<number>, member: boolean) {
  if (losses.length === 0) throw new ArgumentError(argument, 'hold at least one loss', 0);
  return Array.from(losses, (loss, i) => {
    if (Number.isNaN(loss)) throw new ArgumentError(`${argument}[${i}]`, 'be a number', loss);
    return { loss, member };
  });
}
