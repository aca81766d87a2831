import type { Rng } from '../core/rng';
import type { AnyDataset } from '../data/dataset';
import { clients } from '../data/federatedDataset';
import type { ClientDataset, FederatedDataset } from '../data/federatedDataset';
import { uniformSampling } from './sampling';

/**
 * Draws the clients of a round, uniformly and without replacement.
 *
 * @param count between 1 and the number of clients
 * @param rng for round t of an experiment: `rng.split('cohort', t)`
 */
export function sampleCohort(
  federated: FederatedDataset<AnyDataset>,
  count: number,
  rng: Rng,
): ClientDataset<AnyDataset>[] {
  const sampler = uniformSampling(count);
  sampler.check(federated);
  return clients(federated, sampler.draw(federated, 1, rng));
}
