import { within } from '../../core/check';
import type { Rng } from '../../core/rng';
import type { FederatedDataset } from '../federatedDataset';
import { transformedClients } from './transformedClients';

/** A federated dataset with the standard deviation of each client's noise; pixels are in [0, 1]. */
export interface NoisyClients extends FederatedDataset {
  readonly deviations: ReadonlyMap<string, number>;
}

/**
 * Feature skew: Gaussian noise on every client's images, more on some than on others. The clients
 * are put in random order, and the i-th of K has noise of standard deviation `deviation × i / K`
 * ("noise-based feature imbalance" of Li et al. 2022, "Federated Learning on Non-IID Data Silos";
 * the standard deviation as in the paper's code). Pixels are rounded and clipped to bytes. An
 * image's noise is drawn once, whereas the paper's code draws it anew each time; here the central
 * test set has none.
 *
 * @param options.deviation in [0, 1], where a pixel's range is [0, 1]
 */
export function noisyClients(
  federated: FederatedDataset,
  rng: Rng,
  { deviation }: { readonly deviation: number },
): NoisyClients {
  within('deviation', deviation, 0, 1);
  const { clientIds } = federated;
  const order = rng.split('order').permutation(clientIds.length);
  const deviations = new Map(
    clientIds.map((id, i) => [id, (deviation * (order[i] + 1)) / clientIds.length]),
  );
  const noisy = transformedClients(federated, {
    name: 'noisy',
    description: 'Each client’s images have Gaussian noise of its own strength.',
    images: ({ images }, id, part) =>
      withNoise(images, 255 * deviations.get(id)!, rng.split('client', id, part)),
  });
  return { ...noisy, deviations };
}

function withNoise(images: Uint8Array, deviation: number, rng: Rng): Uint8Array {
  // A clamped array rounds and clips.
  const noisy = new Uint8ClampedArray(images.length);
  for (let i = 0; i < images.length; i++) noisy[i] = images[i] + deviation * rng.normal();
  return new Uint8Array(noisy.buffer);
}
