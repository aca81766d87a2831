import { serverAdaptive } from '../aggregation/serverOptimizer';
import type { AdaptiveKind, AdaptiveOptions } from '../aggregation/serverOptimizer';
import { fedAvg } from './fedAvg';
import type { FederatedAlgorithm } from './federatedAlgorithm';
import type { ServerStepOptions } from './serverStep';

/** Options of FedAdagrad, FedAdam and FedYogi. */
export interface FedOptOptions
  extends
    Omit<ServerStepOptions, 'serverOptimizer'>,
    Pick<AdaptiveOptions, 'beta1' | 'beta2' | 'tau' | 'convention'> {
  /** η > 0. Default 0.1; 0.01 for FedYogi. */
  readonly serverLearningRate?: number;
}

/**
 * FedAdagrad (Reddi et al. 2021, "Adaptive federated optimization", Algorithm 2): v ← v + Δ²,
 * w ← w + η·Δ/(√v + τ), element by element. The mean update Δ is weighted by examples, as in the
 * paper's experiments and in Flower.
 *
 * ```ts
 * const algorithm = fl.fedAdagrad({ trainer, rng, ...plan, serverLearningRate: 0.1 });
 * ```
 */
export const fedAdagrad = (options: Omit<FedOptOptions, 'beta2'>): FederatedAlgorithm =>
  adaptive('adagrad', options);

/** FedAdam (Reddi et al. 2021, Algorithm 2): v ← β₂v + (1 − β₂)Δ², without bias correction. */
export const fedAdam = (options: FedOptOptions): FederatedAlgorithm => adaptive('adam', options);

/**
 * FedYogi (Reddi et al. 2021, Algorithm 2): v ← v − (1 − β₂)Δ²·sign(v − Δ²).
 *
 * ```ts
 * const algorithm = fl.fedYogi({ trainer, rng, ...plan, serverLearningRate: 0.01 });
 * ```
 */
export const fedYogi = (options: FedOptOptions): FederatedAlgorithm => adaptive('yogi', options);

function adaptive(
  kind: AdaptiveKind,
  { serverLearningRate: learningRate, beta1, beta2, tau, convention, ...options }: FedOptOptions,
): FederatedAlgorithm {
  const settings = { learningRate, beta1, beta2, tau, convention };
  return fedAvg({ ...options, serverOptimizer: serverAdaptive(kind, settings) });
}
