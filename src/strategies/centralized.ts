import { afterRound } from '../core/interruption';
import { concatenate } from '../data/datasetParts';
import type { AnyDataset } from '../data/dataset';
import { checkPlan } from '../training/plan';
import { trainLocally } from '../training/trainLocally';
import { checkCohort, checkFinite, trainingMetrics } from './clientRound';
import type { StrategyOptions } from './strategyOptions';
import type { FederatedAlgorithm } from './federatedAlgorithm';
import { checkNoBroadcast } from './broadcast';
import { checkNoTransforms } from './refusals';

/**
 * The baseline with all data in one place: the examples of the round's clients are pooled and trained
 * on as one dataset by the same plan. The order of the clients does not matter. The optimizer's state
 * starts empty every round, there are no stragglers, and no models are sent.
 */
export function centralized(options: StrategyOptions): FederatedAlgorithm {
  checkPlan(options);
  checkNoTransforms('centralized training', options, 'no updates are sent');
  checkNoBroadcast('centralized training', options, 'no model is sent');
  const { trainer, rng } = options;
  let pooled: { readonly parts: readonly AnyDataset[]; readonly train: AnyDataset } | undefined;

  /** Pools the examples, or reuses the last round's pool if the clients are the same. */
  function pool(parts: readonly AnyDataset[]): AnyDataset {
    const same =
      pooled?.parts.length === parts.length && pooled.parts.every((part, i) => part === parts[i]);
    if (!pooled || !same) pooled = { parts, train: concatenate(parts) };
    return pooled.train;
  }

  return {
    initialize: () => ({ round: 0, parameters: trainer.initialParameters() }),

    async next(state, cohort, signal) {
      checkCohort(cohort);
      const round = state.round + 1;
      const nothing = { clientSteps: 0, bytesDown: 0, bytesUp: 0, measures: {} };
      if (cohort.length === 0) {
        return {
          state: { ...state, round },
          metrics: { ...trainingMetrics(round, [], []), ...nothing },
        };
      }
      const sorted = [...cohort].sort((a, b) => (a.id < b.id ? -1 : 1));
      const train = pool(sorted.map((client) => client.train));
      const own = rng.split('round', round, 'centralized');
      const everybody = { id: 'centralized', train, test: cohort[0].test };
      const training = trainLocally(trainer, state.parameters, everybody, options, own, signal);
      const result = await training.catch((error: unknown) => {
        throw afterRound(error, state.round);
      });
      checkFinite(round, result);
      const parameters = state.parameters.slice();
      for (let i = 0; i < parameters.length; i++) parameters[i] += result.update[i];
      trainer.recycle(result.update);
      return {
        state: { ...state, round, parameters },
        metrics: {
          ...trainingMetrics(round, cohort, [result.training]),
          ...nothing,
          clientSteps: result.steps,
        },
      };
    },
  };
}
