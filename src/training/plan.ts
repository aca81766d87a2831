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

/**
 * DP-SGD on the client (Abadi et al. 2016, "Deep learning with differential privacy", Algorithm 1): in
 * each step, every example's gradient g is clipped to g / max(1, ‖g‖₂/C), normal noise of standard
 * deviation σ·C is added to the sum of them, and the sum divided by the batch size B is what the
 * optimizer gets. It hides each single example from whoever gets the update, the server included.
 *
 * A step takes each of the n examples with probability B/n (Poisson sampling), so that its size varies
 * around B; the divisor is always B. There are as many steps as without privacy. This is the sampling
 * that `fl.privacy.exampleEpsilon` accounts for. With `batchSize: 'full'`, every step takes all examples.
 *
 * Not covered: the losses and accuracies that a client reports with its update, and n.
 */
export interface ExamplePrivacy {
  /** C > 0: the largest L2 norm of an example's gradient, over all trained parameters together. */
  readonly clip: number;
  /** σ ≥ 0: the noise on the sum, in clipping norms. With 0, gradients are clipped and nothing is private. */
  readonly noiseMultiplier: number;
  /**
   * Where noise and the choice of examples come from. `cryptographic`, the default, cannot be repeated;
   * `seeded` comes from the task's `rng` and is not private.
   */
  readonly noise?: 'cryptographic' | 'seeded';
}

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
  /**
   * Clips each example's gradient and adds noise. Models with batch normalization are refused; penalties
   * of layers, the proximal term and corrections, which do not depend on a step's examples, are added
   * after the noise.
   */
  readonly examplePrivacy?: ExamplePrivacy;
}

/** Throws an `ArgumentError` that names the first value out of range. */
export function checkPlan(plan: TrainingPlan): void {
  wholeNumber('localEpochs', plan.localEpochs, 1);
  if (plan.batchSize !== 'full') wholeNumber('batchSize', plan.batchSize, 1);
  positive('clientLearningRate', plan.clientLearningRate);
  nonNegative('proximalMu', plan.proximalMu ?? 0);
  checkOptimizer(plan.optimizer ?? { kind: 'sgd' });
  if (plan.examplePrivacy) {
    positive('examplePrivacy.clip', plan.examplePrivacy.clip);
    nonNegative('examplePrivacy.noiseMultiplier', plan.examplePrivacy.noiseMultiplier);
  }
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
