import { ArgumentError } from '../../core/errors';
import type { ParameterSpec } from '../../core/parameters';
import { denseLayer } from './denseLayer';
import { averageGradient } from './observedUpdate';
import type { ObservedUpdate } from './observedUpdate';

/** Options of {@link revealLabels}. */
export interface RevealLabelsOptions {
  /**
   * How probable the model holds each class on average over the client's examples; default the same for
   * all, as for a model that has learned nothing.
   */
  readonly probabilities?: readonly number[];
}

/**
 * How many examples of each class a client has, `[classes]`, from the change of the output layer's bias.
 *
 * The gradient of a class's bias is the mean over the examples of the class's probability, minus 1 for the
 * examples that belong to it. So a negative one proves, after a single step, that the class is there (Zhao
 * et al. 2020, "iDLG", Section 3.1, for one example), and its size tells how often (Wainakh et al. 2022,
 * "User-level label leakage from gradients in federated learning"). For one example this is exact; for a
 * batch it is as exact as the probabilities are known: for `softmaxRegression`, which starts at zero, they
 * are all equal in the first step.
 *
 * ```ts
 * const counts = fl.attacks.revealLabels(observed, trainer.spec); // [0, 2, 0, 0, 1, …]
 * ```
 *
 * @param spec of a model with cross-entropy of its logits as loss
 * @returns counts that sum up to `observed.examples`
 * @throws ArgumentError like {@link averageGradient}, and for a model that does not end in a dense layer
 *   with a bias
 */
export function revealLabels(
  observed: ObservedUpdate,
  spec: ParameterSpec,
  { probabilities }: RevealLabelsOptions = {},
): Uint32Array {
  const { bias, units: classes } = denseLayer(spec, 'last');
  if (probabilities && probabilities.length !== classes) {
    throw new ArgumentError('probabilities', `hold ${classes} numbers`, probabilities.length);
  }
  const gradient = averageGradient(observed).subarray(bias.offset, bias.offset + classes);
  const { examples } = observed;
  const estimates = Array.from(
    gradient,
    (value, label) => examples * ((probabilities?.[label] ?? 1 / classes) - value),
  );
  const proven = Array.from(gradient, (value) => (value < 0 ? 1 : 0));
  return wholeCounts(estimates, proven, examples);
}

/** Whole numbers that are near the estimates, not below the least, if possible, and have this sum. */
function wholeCounts(
  estimates: readonly number[],
  least: readonly number[],
  total: number,
): Uint32Array {
  const counts = Uint32Array.from(estimates, (value, i) => Math.max(least[i], Math.floor(value)));
  const excess = (i: number): number => counts[i] - estimates[i];
  const classes = estimates.map((_, i) => i);
  let sum = counts.reduce((a, b) => a + b);
  for (; sum < total; sum++) {
    counts[classes.reduce((best, i) => (excess(i) < excess(best) ? i : best))]++;
  }
  for (; sum > total; sum--) {
    const above = classes.filter((i) => counts[i] > least[i]);
    const open = above.length > 0 ? above : classes.filter((i) => counts[i] > 0);
    counts[open.reduce((best, i) => (excess(i) > excess(best) ? i : best))]--;
  }
  return counts;
}
