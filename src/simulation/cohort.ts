import { ArgumentError } from '../core/errors';
import type { Rng } from '../core/rng';
import { clients } from '../data/federatedDataset';
import type { ClientDataset, FederatedDataset } from '../data/federatedDataset';

/**
 * Draws the clients of a round, uniformly and without replacement.
 *
 * @param count between 1 and the number of clients
 * @param rng for round t of an experiment: `rng.split('cohort', t)`
 */
export function sampleCohort(
  federated: FederatedDataset,
  count: number,
  rng: Rng,
): ClientDataset[] {
  const { length } = federated.clientIds;
  if (!(Number.isSafeInteger(count) && count >= 1 && count <= length)) {
    throw new ArgumentError('count', `be a whole number between 1 and ${length}`, count);
  }
  return clients(federated, rng.sample(federated.clientIds, count));
}
