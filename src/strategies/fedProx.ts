import { nonNegative } from '../core/check';
import { fedAvg } from './fedAvg';
import type { FederatedAlgorithm } from './federatedAlgorithm';
import type { ServerStepOptions } from './serverStep';

/** Options of {@link fedProx}. */
export interface FedProxOptions extends ServerStepOptions {
  /** μ ≥ 0; with 0 it is FedAvg. */
  readonly proximalMu: number;
}

/**
 * FedProx (Li et al. 2020, "Federated optimization in heterogeneous networks", Algorithm 2): every
 * client minimizes Fₖ(w) + μ/2·‖w − wᵗ‖², which keeps it near the global model wᵗ, and stragglers
 * return what they have after fewer epochs. Updates are averaged by examples, as FedAvg does; the
 * paper draws clients by examples and weights them equally.
 */
export function fedProx(options: FedProxOptions): FederatedAlgorithm {
  nonNegative('proximalMu', options.proximalMu);
  return fedAvg(options);
}
