import { ArgumentError } from '../core/errors';
import { checkPlan } from '../training/plan';
import { clientGradients } from './clientGradients';
import { trainingMetrics } from './clientRound';
import type { FederatedAlgorithm, Participant } from './federatedAlgorithm';
import { checkNoExamplePrivacy, checkPlainSgd } from './refusals';
import { SentUpdates } from './sentUpdates';
import { serverStep } from './serverStep';
import type { ServerStepOptions } from './serverStep';

/** Options of {@link fedSgd}. */
export interface FedSgdOptions extends Pick<
  ServerStepOptions,
  | 'trainer'
  | 'rng'
  | 'serverLearningRate'
  | 'serverOptimizer'
  | 'weighting'
  | 'aggregator'
  | 'transforms'
  | 'optimizer'
  | 'clientLearningRate'
  | 'examplePrivacy'
> {
  /** Must be 1 if given. */
  readonly localEpochs?: number;
  /** Must be `full` if given. */
  readonly batchSize?: number | 'full';
}

/**
 * FedSGD (McMahan et al. 2017, section 2): every client of the cohort sends its gradient over all its
 * data, and the server takes one step along their mean, w ← w − η·Σ nₖ ∇Fₖ(w) / Σ nₖ. With all
 * clients it is gradient descent on the pooled data; FedAvg with `batchSize: 'full'` and one epoch
 * does the same by local steps. Transforms change the gradients; one that promises privacy clips the
 * clients' steps η·∇Fₖ(w) instead.
 *
 * ```ts
 * const algorithm = fl.fedSgd({ trainer, rng, clientLearningRate: 0.5 });
 * ```
 */
export function fedSgd(options: FedSgdOptions): FederatedAlgorithm {
  const { clientLearningRate, batchSize = 'full', localEpochs = 1 } = options;
  if (batchSize !== 'full') throw new ArgumentError('batchSize', 'be full for FedSGD', batchSize);
  if (localEpochs !== 1) throw new ArgumentError('localEpochs', 'be 1 for FedSGD', localEpochs);
  checkPlainSgd('FedSGD', options);
  checkNoExamplePrivacy(
    'FedSGD',
    options,
    'its gradients are not taken example by example; FedAvg with one full batch does the same',
  );
  checkPlan({ batchSize, localEpochs, clientLearningRate });
  const server = serverStep(options);
  const isPrivate = options.transforms?.some(({ privacy }) => privacy) ?? false;
  return {
    initialize: server.initialize,
    async next(state, cohort, signal) {
      const round = await server.begin(state, cohort, signal, true);
      const sent = new SentUpdates(options, state);
      let clientSteps = 0;
      const fold = ({ id, train }: Participant, direction: Float32Array): void => {
        // A promise of privacy is about what is summed, so it must cover the step, not the gradient.
        if (isPrivate)
          for (let i = 0; i < direction.length; i++) direction[i] *= clientLearningRate;
        sent.send(id, direction);
        const factor = isPrivate ? 1 : clientLearningRate;
        round.add(direction, id, { weight: server.weight(train.size), factor });
        clientSteps++;
      };
      const gradients = clientGradients({ options, state, cohort, signal, fold });
      const { training, rejections } = await round.during(gradients);
      const bytes = state.parameters.byteLength;
      // Clients without examples send zeros; those that are rejected sent as many numbers.
      const updateBytes = sent.bytes + bytes * (cohort.length - clientSteps);
      return round.end({
        metrics: {
          ...trainingMetrics(state.round + 1, cohort, training),
          ...rejections,
          clientSteps,
          bytesDown: bytes * cohort.length,
          bytesUp: updateBytes,
          measures: sent.measures,
        },
        updateBytes,
        clients: sent.clients,
        totals: sent.totals,
      });
    },
  };
}
