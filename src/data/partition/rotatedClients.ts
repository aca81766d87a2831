import { within } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import type { Rng } from '../../core/rng';
import type { FederatedDataset } from '../federatedDataset';
import { rotateImages } from '../rotateImages';
import { transformedClients } from './transformedClients';

/** A federated dataset with each client's angle, in degrees counterclockwise. */
export interface RotatedClients extends FederatedDataset {
  readonly degrees: ReadonlyMap<string, number>;
}

/**
 * Feature skew: every client's images are rotated by an angle of its own, as if each client held
 * its camera differently (Rotated MNIST of Ghosh et al. 2020, "An Efficient Framework for Clustered
 * Federated Learning", has the angles 0, 90, 180, 270). The central test set stays upright.
 *
 * @param options.degrees a list of angles, each in [-360, 360], dealt to the clients at random and as
 *   evenly as possible; or a number in [0, 180]: each client draws its angle uniformly from
 *   [-degrees, degrees]
 */
export function rotatedClients(
  federated: FederatedDataset,
  rng: Rng,
  { degrees }: { readonly degrees: number | readonly number[] },
): RotatedClients {
  const angles = new Map(anglesOf(federated.clientIds, degrees, rng));
  const rotated = transformedClients(federated, {
    name: 'rotated',
    description: 'Each client’s images are turned by an angle of its own.',
    images: ({ images, shape }, id) => rotateImages(images, shape, angles.get(id)!),
  });
  return { ...rotated, degrees: angles };
}

function anglesOf(
  ids: readonly string[],
  degrees: number | readonly number[],
  rng: Rng,
): [id: string, angle: number][] {
  if (typeof degrees === 'number') {
    within('degrees', degrees, 0, 180);
    return ids.map((id) => [id, degrees * (2 * rng.split('client', id).uniform() - 1)]);
  }
  if (degrees.length === 0) throw new ArgumentError('degrees', 'hold at least one angle', degrees);
  degrees.forEach((angle, i) => within(`degrees[${i}]`, angle, -360, 360));
  const order = rng.split('order').permutation(ids.length);
  return ids.map((id, client) => [id, degrees[order[client] % degrees.length]]);
}
