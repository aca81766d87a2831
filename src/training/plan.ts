import { positive, wholeNumber } from '../core/check';

/** What every client does in a round: plain stochastic gradient descent over its own examples. */
export interface TrainingPlan {
  /** Passes over the client's examples (E in McMahan et al. 2017), a whole number of at least 1. */
  readonly localEpochs: number;
  /** Examples a step (B in McMahan et al. 2017), at least 1; `full` takes all of them at once. */
  readonly batchSize: number | 'full';
  /** The client learning rate, > 0. */
  readonly clientLearningRate: number;
}

/** Throws an `ArgumentError` that names the first value out of range. */
export function checkPlan({ localEpochs, batchSize, clientLearningRate }: TrainingPlan): void {
  wholeNumber('localEpochs', localEpochs, 1);
  if (batchSize !== 'full') wholeNumber('batchSize', batchSize, 1);
  positive('clientLearningRate', clientLearningRate);
}
