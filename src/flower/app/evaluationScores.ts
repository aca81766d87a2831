import { accuracy, meanErrors } from '../../training/metrics';
import type { Metrics } from '../../training/metrics';
import type { MetricValue } from '../wire/objects/records';

/**
 * What a client's evaluation tells besides the loss, as means over its examples, so that Flower's weighted
 * means over clients are those over all examples: `eval_acc`; or, where numbers are to be predicted, the
 * squared and absolute errors, and the targets' first two moments, each a number for every target.
 */
export function evaluationScores(metrics: Metrics): Readonly<Record<string, MetricValue>> {
  const means = meanErrors(metrics);
  if (!means) return { eval_acc: accuracy(metrics) };
  return {
    eval_mse: means.squared,
    eval_mae: means.absolute,
    eval_target: means.targets,
    eval_target_square: means.targetSquares,
  };
}
