import { nonNegative } from '../core/check';
import { DivergenceError } from '../core/errors';
import { resultsAfter } from '../core/interruption';
import type { ParameterSpec } from '../core/parameters';
import { meanLoss } from '../training/metrics';
import { checkPlan } from '../training/plan';
import { checkCohort, clientRound } from './clientRound';
import type { FederatedAlgorithm } from './federatedAlgorithm';
import { checkNoExamplePrivacy, checkNoPrivacy, checkPlainSgd, checkSums } from './refusals';
import { serverStep } from './serverStep';
import type { ServerStepOptions } from './serverStep';

/** Options of {@link qFedAvg}. */
export interface QFedAvgOptions extends ServerStepOptions {
  /** q ≥ 0: the larger, the more weight for clients with a high loss. 0 averages all equally. */
  readonly q: number;
}

/** Keeps powers of a loss of 0 finite; the authors' code and Flower add the same. */
const leastLoss = 1e-10;

/**
 * q-FedAvg (Li et al. 2020, "Fair resource allocation in federated learning", Algorithm 2): clients
 * with a high loss Fₖ(w) at the global model get more weight. With L = 1/η as the estimate of the
 * Lipschitz constant and Δₖ the update, w ← w + Σ Fₖ^q·L·Δₖ / Σ hₖ, where
 * hₖ = q·Fₖ^(q−1)·‖L·Δₖ‖² + L·Fₖ^q.
 *
 * By default clients count equally, however many examples they hold, as in the paper (which draws them by
 * examples) and in Flower's message API; with `weighting: 'examples'` both sums weight clients by examples.
 * Clients without examples change nothing. Each client also sends its loss; that number is not counted in
 * the bytes. Δₖ holds trained weights only; the rest is averaged without regard to losses.
 * Throws an `ArgumentError` for client optimizers other than sgd, for which L does not hold, and for an
 * aggregator that is not a sum.
 */
export function qFedAvg(options: QFedAvgOptions): FederatedAlgorithm {
  const { trainer, q, clientLearningRate } = options;
  checkPlan(options);
  nonNegative('q', q);
  checkPlainSgd('q-FedAvg', options);
  checkSums('q-FedAvg', options);
  checkNoExamplePrivacy('q-FedAvg', options, 'its clients also send losses');
  checkNoPrivacy('q-FedAvg', options, 'it scales updates by private losses');
  const server = serverStep({ ...options, weighting: options.weighting ?? 'uniform' });
  return {
    initialize: server.initialize,
    async next(state, cohort, signal) {
      checkCohort(cohort);
      const { parameters } = state;
      const losses: number[] = [];
      const datasets = cohort.map(({ train }) => train);
      const results = trainer.evaluate(parameters, datasets, signal);
      for await (const measured of resultsAfter(state.round, results)) {
        const loss = meanLoss(measured);
        if (measured.examples > 0 && !Number.isFinite(loss)) {
          throw new DivergenceError(
            state.round + 1,
            cohort[losses.length].id,
            `the loss is ${loss}`,
          );
        }
        losses.push(loss + leastLoss);
      }
      const round = await server.begin(state, cohort, signal, true);
      const training = clientRound({
        options,
        state,
        cohort,
        signal,
        fold: ({ clientId, update, examples }, position) => {
          const loss = losses[position];
          if (examples === 0) return;
          // Both divided by L: Fₖ^q·Δₖ and hₖ/L, with ‖L·Δₖ‖²/L = ‖Δₖ‖²/η.
          const factor = loss ** q;
          const curvature =
            q * loss ** (q - 1) * (squaredNorm(update, trainer.spec) / clientLearningRate);
          const share = curvature + factor;
          const statisticsWeight = server.weight(examples);
          round.add(update, clientId, {
            weight: statisticsWeight * share,
            factor: factor / share,
            statisticsWeight,
          });
        },
      });
      const trained = await round.during(training);
      return round.end(trained);
    },
  };
}

/** Of the trained tensors. */
function squaredNorm(vector: Float32Array, { tensors }: ParameterSpec): number {
  let sum = 0;
  for (const { offset, size, trained } of tensors) {
    if (trained) for (let i = offset; i < offset + size; i++) sum += vector[i] ** 2;
  }
  return sum;
}
