import { nonNegative, positive, wholeNumber } from '../core/check';
import { ArgumentError } from '../core/errors';

/**
 * How a client turns gradients into steps. Its state (momentum, moments) starts empty in each
 * round. Momentum is the heavy ball v ← m·v + g, w ← w − η·v (Polyak 1964); Adam is Kingma and Ba
 * 2015.
 */
export type ClientOptimizer =
  | { readonly kind: 'sgd' }
  | {
      readonly kind: 'momentum';
      /** In [0, 1). */
      readonly momentum: number;
    }
  | {
      readonly kind: 'adam';
      /** In [0, 1); default 0.9. */
      readonly beta1?: number;
      /** In [0, 1); default 0.999. */
      readonly beta2?: number;
      /** > 0; default 1e-7. */
      readonly epsilon?: number;
    };

/** What every client does in a round. */
export interface TrainingPlan {
  /** Passes over the client's examples (E in McMahan et al. 2017), a whole number of at least 1. */
  readonly localEpochs: number;
  /** Examples per step (B in McMahan et al. 2017), at least 1; `full` takes all of them at once. */
  readonly batchSize: number | 'full';
  /** The client learning rate, > 0. */
  readonly clientLearningRate: number;
  /** Default plain stochastic gradient descent. */
  readonly optimizer?: ClientOptimizer;
  /**
   * μ ≥ 0 of FedProx (Li et al. 2020, equation 2): μ/2·‖w − w₀‖² is added to every step's
   * objective, where w₀ are the parameters that the client started the round from. Default 0.
   */
  readonly proximalMu?: number;
}

/** Throws an `ArgumentError` that names the first value out of range. */
export function checkPlan(plan: TrainingPlan): void {
  wholeNumber('localEpochs', plan.localEpochs, 1);
  if (plan.batchSize !== 'full') wholeNumber('batchSize', plan.batchSize, 1);
  positive('clientLearningRate', plan.clientLearningRate);
  nonNegative('proximalMu', plan.proximalMu ?? 0);
  checkOptimizer(plan.optimizer ?? { kind: 'sgd' });
}

function checkOptimizer(optimizer: ClientOptimizer): void {
  switch (optimizer.kind) {
    case 'sgd':
      return;
    case 'momentum':
      decay('optimizer.momentum', optimizer.momentum);
      return;
    case 'adam':
      decay('optimizer.beta1', optimizer.beta1 ?? 0.9);
      decay('optimizer.beta2', optimizer.beta2 ?? 0.999);
      positive('optimizer.epsilon', optimizer.epsilon ?? 1e-7);
      return;
    default:
      throw new ArgumentError(
        'optimizer.kind',
        'be one of sgd, momentum, adam',
        (optimizer as { kind: unknown }).kind,
      );
  }
}

function decay(argument: string, value: number): void {
  if (!(value >= 0 && value < 1)) throw new ArgumentError(argument, 'be in [0, 1)', value);
}
