import { ArgumentError } from '../core/errors';
import { clientScores } from './clientScores';

/** How evenly a model serves clients: each client counts once, however many examples it has. */
export interface ClientAccuracy {
  /** Mean of the clients' accuracies, in [0, 1]. */
  readonly mean: number;
  /** Mean over the worst 10 % of the clients, rounded up to at least one, in [0, 1]. */
  readonly worst10: number;
  /** Population standard deviation over the clients. */
  readonly std: number;
}

/**
 * Mean, worst tenth and spread of clients' accuracies (Li et al. 2020, "Fair resource allocation in
 * federated learning", section 4 and Table 1).
 *
 * ```ts
 * const { mean, worst10, std } = fl.metrics.clientAccuracy([0.9, 0.8, 0.95]);
 * ```
 *
 * @param accuracies one per client, each in [0, 1], at least one
 */
export function clientAccuracy(accuracies: readonly number[]): ClientAccuracy {
  if (accuracies.length === 0) {
    throw new ArgumentError('accuracies', 'hold at least one number', accuracies);
  }
  accuracies.forEach((value, i) => {
    if (!(value >= 0 && value <= 1)) {
      throw new ArgumentError(`accuracies[${i}]`, 'be between 0 and 1', value);
    }
  });
  const { mean, worst10, std } = clientScores(accuracies, { worst: 'smallest' });
  return { mean, worst10, std };
}
