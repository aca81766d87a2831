import { ArgumentError } from '../../core/errors';

/**
 * The share of a client's labels that an attack has revealed, in [0, 1]: a label that the client has three
 * times counts three times.
 *
 * ```ts
 * const recall = fl.attacks.labelRecall(fl.attacks.revealLabels(observed, spec), fl.labelCounts(client.train));
 * ```
 *
 * @param revealed how many examples of each class the attack has found
 * @param truth how many there are, at least one in all
 */
export function labelRecall(revealed: ArrayLike<number>, truth: ArrayLike<number>): number {
  if (revealed.length !== truth.length) {
    throw new ArgumentError('revealed', `hold ${truth.length} counts`, revealed.length);
  }
  const total = Array.from(truth).reduce((a, b) => a + b, 0);
  if (total === 0) throw new ArgumentError('truth', 'count at least one example', 0);
  const found = Array.from(truth, (count, label) => Math.min(count, revealed[label]));
  return found.reduce((a, b) => a + b, 0) / total;
}
