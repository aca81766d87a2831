import { Rng } from '../../src/core/rng';
import { federate } from '../../src/data/federate';
import type { FederatedDataset } from '../../src/data/federatedDataset';
import { stripes } from '../support/digits';

/** Clients `client-001` … with 10, 20, 30, … images of {@link stripes}, of which each tests on 40 %. */
export function stripedClients(
  count: number,
  options: { readonly heldOut?: number; readonly central?: number; readonly side?: number } = {},
): FederatedDataset {
  const { heldOut = 0.4, central, side = 12 } = options;
  const sizes = Array.from({ length: count }, (_, i) => 10 * (i + 1));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let next = 0;
  return federate({
    name: 'stripes',
    description: 'Striped images.',
    simulated: true,
    dataset: stripes(total, 1, side),
    partition: sizes.map((size) => Uint32Array.from({ length: size }, () => next++)),
    heldOut,
    rng: Rng.fromSeed(2),
    ...(central !== undefined && { centralTest: stripes(central, 9, side) }),
  });
}
