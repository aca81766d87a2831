import { checkNoBroadcast } from './broadcast';
import { clientRound } from './clientRound';
import type { StrategyOptions } from './strategyOptions';
import type { FederatedAlgorithm } from './federatedAlgorithm';
import { checkNoTransforms } from './refusals';
import { checkPlan } from '../training/plan';

/**
 * Federated averaging in the arithmetic of Flower's server, which averages the clients' models, not
 * their updates, in single precision and one client at a time:
 *
 * w ← Σₖ (nₖ / Σ n) · wₖ, each product and each sum rounded to float32.
 *
 * If the cohort is in the order of the node ids, in which `writeServerApp`'s server sums, a simulation
 * equals a real federation of TypeScript clients bit for bit, however long the run. `fedAvg` sums in
 * double precision; the two differ in the last bit after a round, and may drift apart from there.
 */
export function flowerFedAvg(options: StrategyOptions): FederatedAlgorithm {
  checkPlan(options);
  checkNoTransforms('flowerFedAvg', options, 'it averages models, not updates');
  checkNoBroadcast('flowerFedAvg', options, 'Flower’s server sends whole models');
  const { trainer } = options;
  return {
    initialize: () => ({ round: 0, parameters: trainer.initialParameters() }),
    async next(state, cohort, signal) {
      const { parameters } = state;
      const round = state.round + 1;
      const examples = cohort.reduce((sum, { train }) => sum + train.size, 0);
      const mean = new Float32Array(parameters.length);
      const { metrics } = await clientRound({
        options,
        state,
        cohort,
        signal,
        fold: (result) => {
          const weight = Math.fround(result.examples / examples);
          addModel(mean, parameters, result.update, weight);
        },
      });
      const parametersAfter = cohort.length > 0 ? mean : parameters;
      return { state: { ...state, round, parameters: parametersAfter }, metrics };
    },
  };
}

/** mean ← mean + weight · (start + update), in single precision. */
function addModel(
  mean: Float32Array,
  start: Float32Array,
  update: Float32Array,
  weight: number,
): void {
  for (let i = 0; i < mean.length; i++) {
    const model = Math.fround(start[i] + update[i]);
    mean[i] += Math.fround(model * weight);
  }
}
