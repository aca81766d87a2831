import { WeightedMean } from '../aggregation/weightedMean';
import { within } from '../core/check';
import { ArgumentError } from '../core/errors';
import { untrainedRanges } from '../core/parameters';
import { checkPlan } from '../training/plan';
import { clientGradients } from './clientGradients';
import { clientRound, withRejected } from './clientRound';
import type { FederatedAlgorithm } from './federatedAlgorithm';
import {
  checkNoExamplePrivacy,
  checkNotMasked,
  checkNoTransforms,
  checkPlainSgd,
  checkSums,
} from './refusals';
import { serverStep } from './serverStep';
import type { ServerStepOptions } from './serverStep';

/** Options of {@link mimeLite}. */
export interface MimeLiteOptions extends Omit<ServerStepOptions, 'serverOptimizer'> {
  /** β in [0, 1); default 0.9. With 0 it is FedAvg. */
  readonly serverMomentum?: number;
}

/**
 * MimeLite with momentum (Karimireddy et al. 2021, "Breaking the centralized barrier for cross-device
 * federated learning", Algorithm 1): clients apply the server's momentum m without changing it,
 * y ← y − η((1 − β)·g + β·m), and the server updates it from the gradients ∇Fₖ(x) over all of the
 * clients' data at the global model: m ← (1 − β)·Σ nₖ∇Fₖ(x)/Σ nₖ + β·m.
 *
 * Models and gradients are weighted by examples; the paper weights clients equally (see `weighting`).
 * m starts at 0 and is `state.server.momentum`. A client receives the model and m, and sends an update
 * and a gradient; the gradient's pass over the data is not counted in `clientSteps`.
 *
 * ```ts
 * const algorithm = fl.mimeLite({ trainer, rng, ...plan, serverMomentum: 0.9 });
 * ```
 */
export function mimeLite(options: MimeLiteOptions): FederatedAlgorithm {
  const { trainer, serverMomentum: beta = 0.9, clientLearningRate } = options;
  checkPlan(options);
  within('serverMomentum', beta, 0, 1);
  if (beta === 1) throw new ArgumentError('serverMomentum', 'be below 1', beta);
  checkPlainSgd('MimeLite', options);
  checkSums('MimeLite', options);
  checkNotMasked('MimeLite', options, 'gradients');
  checkNoExamplePrivacy('MimeLite', options, 'its clients also send gradients without noise');
  checkNoTransforms(
    'MimeLite',
    options,
    'its clients also send gradients, which transforms would not cover',
  );
  const server = serverStep(options);
  const { size } = trainer.spec;
  const localOptions = { ...options, clientLearningRate: clientLearningRate * (1 - beta) };
  return {
    initialize() {
      const state = server.initialize();
      return { ...state, server: { ...state.server, momentum: new Float32Array(size) } };
    },

    async next(state, cohort, signal) {
      const shared = { state, cohort, signal };
      const momentum = state.server?.momentum;
      if (momentum?.length !== size) {
        throw new ArgumentError('state', 'be a state of MimeLite', 'a state without its momentum');
      }
      const carried = momentum.some((value) => value !== 0)
        ? momentum.map((value) => (beta / (1 - beta)) * value)
        : undefined;
      const round = await server.begin(state, cohort, signal);
      const training = clientRound({
        ...shared,
        options: localOptions,
        vectorsDown: 2,
        vectorsUp: 2,
        correction: () => (beta > 0 ? carried : undefined),
        fold: ({ clientId, update, examples }) => {
          round.add(update, clientId, { weight: server.weight(examples) });
        },
      });
      const trained = await round.during(training);
      const { state: next, metrics: ofUpdates } = round.end(trained);
      if (cohort.length === 0) return { state: next, metrics: ofUpdates };
      const directions = new WeightedMean(size);
      const { rejections } = await clientGradients({
        ...shared,
        options,
        fold: ({ train }, direction) => {
          directions.add(direction, server.weight(train.size));
        },
      });
      const direction = directions.result();
      for (const [start, end] of untrainedRanges(trainer.spec)) direction.fill(0, start, end);
      const moved = momentum.map((value, i) => beta * value - (1 - beta) * direction[i]);
      const metrics = withRejected(ofUpdates, rejections.rejected);
      return { state: { ...next, server: { ...next.server, momentum: moved } }, metrics };
    },
  };
}
