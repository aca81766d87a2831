import { checkPlan } from '../training/plan';
import { clientRound } from './clientRound';
import type { FederatedAlgorithm } from './federatedAlgorithm';
import { serverStep } from './serverStep';
import type { ServerStepOptions } from './serverStep';

/** Options of {@link fedAvg}. */
export type FedAvgOptions = ServerStepOptions;

/**
 * Federated averaging (McMahan et al. 2017, "Communication-efficient learning of deep networks from
 * decentralized data", Algorithm 1), with the server learning rate of Reddi et al. 2021.
 *
 * Every client k of the cohort starts from the global model w, trains for some epochs on its own
 * nₖ examples and returns its update Δₖ; the server sets w ← w + η · Σ nₖ Δₖ / Σ nₖ.
 * With `weighting: 'uniform'` it averages clients evenly, as for a cohort drawn by examples (Li et al.
 * 2020, "On the convergence of FedAvg on non-IID data", section 3.3).
 */
export function fedAvg(options: FedAvgOptions): FederatedAlgorithm {
  checkPlan(options);
  const server = serverStep(options);
  return {
    initialize: server.initialize,
    async next(state, cohort, signal) {
      const round = await server.begin(state, cohort, signal);
      const training = clientRound({
        options,
        state,
        cohort,
        signal,
        fold: ({ clientId, update, examples }) => {
          round.add(update, clientId, { weight: server.weight(examples) });
        },
      });
      const trained = await round.during(training);
      return round.end(trained);
    },
  };
}
