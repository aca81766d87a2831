import { ArgumentError } from '../core/errors';
import { checkPlan } from '../training/plan';
import { clientGradients } from './clientGradients';
import { trainingMetrics } from './clientRound';
import type { LearningProcess, Participant } from './learningProcess';
import { checkPlainSgd } from './plainSgd';
import { serverStep } from './serverStep';
import type { ServerStepOptions } from './serverStep';

export interface FedSgdOptions extends Pick<
  ServerStepOptions,
  | 'trainer'
  | 'rng'
  | 'serverLearningRate'
  | 'serverOptimizer'
  | 'weighting'
  | 'optimizer'
  | 'clientLearningRate'
> {
  /** 1 where it is given. */
  readonly localEpochs?: number;
  /** `full` where it is given. */
  readonly batchSize?: number | 'full';
}

/**
 * FedSGD (McMahan et al. 2017, section 2): every client of the cohort sends the gradient of its whole
 * data, and the server takes one step along their mean, w ← w − η·Σ nₖ ∇Fₖ(w) / Σ nₖ. With all
 * clients it is gradient descent on the pooled data; FedAvg with `batchSize: 'full'` and one epoch
 * does the same by local steps.
 */
export function fedSgd(options: FedSgdOptions): LearningProcess {
  const { clientLearningRate, batchSize = 'full', localEpochs = 1 } = options;
  if (batchSize !== 'full') throw new ArgumentError('batchSize', 'be full for FedSGD', batchSize);
  if (localEpochs !== 1) throw new ArgumentError('localEpochs', 'be 1 for FedSGD', localEpochs);
  checkPlainSgd('FedSGD', options);
  checkPlan({ batchSize, localEpochs, clientLearningRate });
  const server = serverStep(options);
  return {
    initialize: server.initialize,
    async next(state, cohort, signal) {
      const round = state.round + 1;
      const { parameters } = state;
      const mean = server.mean();
      let clientSteps = 0;
      const fold = ({ train }: Participant, direction: Float32Array): void => {
        mean.add(direction, server.weight(train.size), clientLearningRate);
        clientSteps++;
      };
      const training = await clientGradients({ options, round, parameters, cohort, signal, fold });
      const bytes = parameters.byteLength * cohort.length;
      return {
        state: server.step(state, mean),
        metrics: {
          ...trainingMetrics(round, cohort, training),
          clientSteps,
          bytesDown: bytes,
          bytesUp: bytes,
        },
      };
    },
  };
}
