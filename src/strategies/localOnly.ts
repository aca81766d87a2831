import { resultsAfter } from '../core/interruption';
import { inOrder } from '../training/inOrder';
import type { LocalResult } from '../training/localTrainer';
import { checkPlan } from '../training/plan';
import { trainLocally } from '../training/trainLocally';
import { checkCohort, checkFinite, trainingMetrics } from './clientRound';
import type { StrategyOptions } from './strategyOptions';
import type { FederatedAlgorithm } from './federatedAlgorithm';
import { checkNoBroadcast } from './broadcast';
import { checkNoTransforms } from './refusals';

/** The most clients that train at the same time. */
const clientsAtOnce = 8;

/**
 * The baseline without a federation: every client of the cohort keeps training its own model, and
 * nothing is sent. All start from the trainer's parameters, which `state.parameters` keeps; the clients'
 * models are in the slot `model` of `state.clients`, and `personalParameters` returns them.
 *
 * A client's first round is the same as in FedAvg: same order of examples, same steps.
 */
export function localOnly(options: StrategyOptions): FederatedAlgorithm {
  checkPlan(options);
  checkNoTransforms('local training', options, 'nothing is sent');
  checkNoBroadcast('local training', options, 'nothing is sent');
  const { trainer, rng } = options;
  const modelOf: NonNullable<FederatedAlgorithm['personalParameters']> = (state, id) =>
    state.clients?.get(id)?.model ?? state.parameters;
  return {
    initialize: () => ({
      round: 0,
      parameters: trainer.initialParameters(),
      clients: new Map(),
    }),

    async next(state, cohort, signal) {
      checkCohort(cohort);
      const round = state.round + 1;
      const clients = new Map(state.clients);
      const results: Pick<LocalResult, 'training' | 'steps'>[] = [];
      const train = (client: (typeof cohort)[number]): Promise<LocalResult> => {
        const own = rng.split('round', round, 'client', client.id);
        const { localEpochs = options.localEpochs } = client;
        const plan = { ...options, localEpochs };
        return trainLocally(trainer, modelOf(state, client.id), client, plan, own, signal);
      };
      const trained = inOrder(cohort, clientsAtOnce, train, signal);
      for await (const result of resultsAfter(state.round, trained)) {
        checkFinite(round, result);
        const { clientId, update, training, steps } = result;
        const model = modelOf(state, clientId).slice();
        for (let i = 0; i < model.length; i++) model[i] += update[i];
        clients.set(clientId, { model });
        results.push({ training, steps });
        trainer.recycle(update);
      }
      return {
        state: { ...state, round, clients },
        metrics: {
          ...trainingMetrics(
            round,
            cohort,
            results.map(({ training }) => training),
          ),
          clientSteps: results.reduce((sum, { steps }) => sum + steps, 0),
          bytesDown: 0,
          bytesUp: 0,
          measures: {},
        },
      };
    },

    personalParameters: modelOf,
  };
}
