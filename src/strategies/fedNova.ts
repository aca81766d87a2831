import { accumulatedSteps, normalizingFactors } from './normalizedUpdates';
import { ArgumentError } from '../core/errors';
import { stepCount, withEpochs } from '../training/batches';
import { checkPlan } from '../training/plan';
import { clientRound } from './clientRound';
import type { FederatedAlgorithm } from './federatedAlgorithm';
import { checkNoPrivacy } from './refusals';
import { serverStep } from './serverStep';
import type { ServerStepOptions } from './serverStep';

/** The client optimizer must be sgd or momentum; `proximalMu` is allowed. */
export type FedNovaOptions = ServerStepOptions;

/**
 * FedNova (Wang et al. 2020, "Tackling the objective inconsistency problem in heterogeneous federated
 * optimization", equation 6): clients take different numbers of steps, so each update is divided by
 * its accumulated steps ‖aₖ‖₁ before averaging: w ← w + τₑ·Σ pₖ Δₖ/‖aₖ‖₁, pₖ = nₖ/Σ nₖ.
 *
 * With τₑ = Σ pₖ‖aₖ‖₁, it is FedAvg bit for bit if all clients take equally many steps. (With a
 * proximal term, the authors' code uses Σ pₖτₖ instead.)
 * Throws an `ArgumentError` for adam, whose steps are not weighted sums of gradients.
 */
export function fedNova(options: FedNovaOptions): FederatedAlgorithm {
  checkPlan(options);
  if (options.optimizer?.kind === 'adam') {
    throw new ArgumentError('optimizer', 'be sgd or momentum for FedNova', 'adam');
  }
  const { optimizer, clientLearningRate, proximalMu } = options;
  const momentum = optimizer?.kind === 'momentum' ? optimizer.momentum : 0;
  const linear = { clientLearningRate, momentum, proximalMu };
  checkNoPrivacy('FedNova', options, 'it scales updates by private numbers of local steps');
  const server = serverStep(options);
  return {
    initialize: server.initialize,
    async next(state, cohort, signal) {
      const weights = cohort.map(({ train }) => server.weight(train.size));
      const accumulated = cohort.map(({ train, localEpochs }) =>
        accumulatedSteps(stepCount(train.size, withEpochs(options, localEpochs)), linear),
      );
      const factors = normalizingFactors(accumulated, weights);
      const round = await server.begin(state, cohort, signal, true);
      const training = clientRound({
        options,
        state,
        cohort,
        signal,
        fold: ({ clientId, update, examples }, position) => {
          round.add(update, clientId, {
            weight: server.weight(examples),
            factor: factors[position],
          });
        },
      });
      const trained = await round.during(training);
      return round.end(trained);
    },
  };
}
