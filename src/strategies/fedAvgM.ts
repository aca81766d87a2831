import { serverMomentum } from '../aggregation/serverOptimizer';
import { fedAvg } from './fedAvg';
import type { FederatedAlgorithm } from './federatedAlgorithm';
import type { ServerStepOptions } from './serverStep';

/** Options of {@link fedAvgM}. */
export interface FedAvgMOptions extends Omit<ServerStepOptions, 'serverOptimizer'> {
  /** β in [0, 1); default 0.9. With 0 it is FedAvg. */
  readonly serverMomentum?: number;
  /** η > 0; default 1. */
  readonly serverLearningRate?: number;
}

/**
 * Federated averaging with server momentum (Hsu et al. 2019, "Measuring the effects of non-identical
 * data distribution for federated visual classification", section 4.3): v ← β·v + Δ, w ← w + η·v.
 * Flower's FedAvgM does the same.
 */
export function fedAvgM({
  serverMomentum: momentum,
  serverLearningRate,
  ...options
}: FedAvgMOptions): FederatedAlgorithm {
  return fedAvg({ ...options, serverOptimizer: serverMomentum(momentum, serverLearningRate) });
}
