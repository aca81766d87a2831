import { wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';

/**
 * One-sided bounds on a probability after some of a number of independent trials succeeded (Clopper and
 * Pearson 1934): the true probability is at least `low` with this confidence, and at most `high` with this
 * confidence.
 *
 * ```ts
 * const { high } = fl.attacks.confidenceBounds(0, 300, 0.95); // 0.00994: the rule of three
 * ```
 *
 * @param confidence in (0, 1)
 */
export function confidenceBounds(
  successes: number,
  trials: number,
  confidence: number,
): { readonly low: number; readonly high: number } {
  wholeNumber('trials', trials, 1);
  wholeNumber('successes', successes, 0, trials);
  if (!(confidence > 0 && confidence < 1)) {
    throw new ArgumentError('confidence', 'be > 0 and < 1', confidence);
  }
  const doubt = 1 - confidence;
  return {
    // So few successes would be as unlikely as `doubt` if the probability were higher …
    high: successes === trials ? 1 : root((p) => atMost(successes, trials, p) > doubt),
    // … and so many if it were lower.
    low: successes === 0 ? 0 : 1 - root((p) => atMost(trials - successes, trials, p) > doubt),
  };
}

/** Where a condition that holds at 0 stops to hold. */
function root(holds: (p: number) => boolean): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return high;
}

/** The probability of at most k successes in n trials. */
function atMost(k: number, n: number, p: number): number {
  let logarithm = n * Math.log1p(-p);
  let sum = Math.exp(logarithm);
  const odds = Math.log(p) - Math.log1p(-p);
  for (let i = 0; i < k; i++) {
    logarithm += Math.log((n - i) / (i + 1)) + odds;
    sum += Math.exp(logarithm);
  }
  return sum;
}
