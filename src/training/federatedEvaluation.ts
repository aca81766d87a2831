import { ArgumentError } from '../core/errors';
import type { AnyDataset } from '../data/dataset';
import type { RegressionErrors } from '../metrics/regression';
import type { LocalTrainer } from './localTrainer';
import { accuracy, meanLoss, regressionErrors, sumMetrics } from './metrics';
import type { Metrics } from './metrics';

/** How a model performs on clients' examples. */
export interface Evaluation {
  readonly examples: number;
  /** Mean over all examples of all clients. */
  readonly loss: number;
  /** Share of all examples predicted correctly, in [0, 1]; NaN where numbers are to be predicted. */
  readonly accuracy: number;
  /** Where numbers are to be predicted. */
  readonly regression?: RegressionErrors;
  /** One entry per dataset, in order; NaN for a client without examples. */
  readonly perClient: readonly {
    readonly examples: number;
    readonly loss: number;
    readonly accuracy: number;
    readonly regression?: RegressionErrors;
  }[];
}

/** Measures one model on each client's examples, as the clients themselves would. */
export async function federatedEvaluation(
  trainer: LocalTrainer,
  parameters: Float32Array,
  datasets: readonly AnyDataset[],
  signal?: AbortSignal,
): Promise<Evaluation> {
  const parts: Metrics[] = [];
  for await (const metrics of trainer.evaluate(parameters, datasets, signal)) parts.push(metrics);
  const total = sumMetrics(parts);
  if (total.examples === 0) {
    throw new ArgumentError('datasets', 'hold at least one example', datasets);
  }
  return { ...summary(total), perClient: parts.map(summary) };
}

function summary(metrics: Metrics): Evaluation['perClient'][number] {
  const regression = regressionErrors(metrics);
  return {
    examples: metrics.examples,
    loss: meanLoss(metrics),
    accuracy: accuracy(metrics),
    ...(regression && { regression }),
  };
}
