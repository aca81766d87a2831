import { WeightedMean } from '../aggregation/weightedMean';
import { positive } from '../core/check';
import { ArgumentError } from '../core/errors';
import type { Rng } from '../core/rng';
import type { ClientDataset } from '../data/federatedDataset';
import type { LocalTrainer, TrainingTask } from '../training/localTrainer';
import { accuracy, meanLoss, sumMetrics } from '../training/metrics';
import type { Metrics } from '../training/metrics';
import { checkPlan } from '../training/plan';
import type { TrainingPlan } from '../training/plan';
import type { LearningProcess } from './learningProcess';

/** What federated averaging needs to know. */
export interface FedAvgOptions extends TrainingPlan {
  readonly trainer: LocalTrainer;
  /** Decides the shuffling on every client in every round. */
  readonly rng: Rng;
  /** Scales the average update, > 0. 1, the default, replaces the model by the clients' average. */
  readonly serverLearningRate?: number;
}

/**
 * Federated averaging (McMahan et al. 2017, "Communication-efficient learning of deep networks from
 * decentralized data", Algorithm 1), with the server learning rate of Reddi et al. 2021.
 *
 * Every client k of the cohort starts from the global model w, trains for some epochs on its own
 * nₖ examples and returns its update Δₖ; the server sets w ← w + η · Σ nₖ Δₖ / Σ nₖ.
 */
export function fedAvg(options: FedAvgOptions): LearningProcess {
  const { trainer, rng, serverLearningRate = 1 } = options;
  checkPlan(options);
  positive('serverLearningRate', serverLearningRate);

  return {
    initialize: () => ({ round: 0, parameters: trainer.initialParameters() }),

    async next(state, cohort, signal) {
      checkCohort(cohort);
      const round = state.round + 1;
      const tasks = cohort.map((client): TrainingTask => ({
        clientId: client.id,
        examples: client.train,
        rng: rng.split('round', round, 'client', client.id),
      }));
      const mean = new WeightedMean(trainer.spec.size);
      const training: Metrics[] = [];
      for await (const result of trainer.train(state.parameters, tasks, options, signal)) {
        mean.add(result.update, result.examples);
        training.push(result.training);
      }
      const step = mean.result();
      const parameters = state.parameters.slice();
      for (let i = 0; i < parameters.length; i++) parameters[i] += serverLearningRate * step[i];
      const measured = sumMetrics(training);
      const bytes = parameters.byteLength * cohort.length;
      return {
        state: { round, parameters },
        metrics: {
          round,
          clients: cohort.map((client) => client.id),
          examples: measured.examples,
          trainLoss: meanLoss(measured),
          trainAccuracy: accuracy(measured),
          bytesDown: bytes,
          bytesUp: bytes,
        },
      };
    },
  };
}

function checkCohort(cohort: readonly ClientDataset[]): void {
  if (cohort.length === 0) throw new ArgumentError('cohort', 'hold at least one client', cohort);
  const ids = new Set<string>();
  for (const { id } of cohort) {
    if (ids.has(id)) throw new ArgumentError('cohort', 'hold each client once', id);
    ids.add(id);
  }
}
