import { ArgumentError } from '../core/errors';
import type { Dataset } from './dataset';
import type { ClientDataset, FederatedDataset } from './federatedDataset';

/** Which of the two is bright, 255, in the images of handwriting; the other one is 0. */
export const polarities = ['ink', 'paper'] as const;

/**
 * - `ink`, as all loaders of this library give it, and as MNIST has it: ink 255, paper 0. A model sees
 *   bytes divided by 255, so ink is 1 and paper 0.
 * - `paper`, as TensorFlow Federated's EMNIST and LEAF's FEMNIST have it: paper 255 (1.0), ink 0.
 *
 * Most pixels are paper, so the two train at different speeds: numbers that were published with one
 * compare with runs of that one alone.
 */
export type Polarity = (typeof polarities)[number];

/**
 * Handwriting in this polarity: for `paper` every byte b of the images becomes 255 − b, the clients'
 * and the central test set's alike. Labels, ids, sizes and partition stay.
 *
 * @param federated images in the loaders' own polarity, ink 255
 * @throws ArgumentError for a polarity that there is not
 */
export function withPolarity(federated: FederatedDataset, polarity: Polarity): FederatedDataset {
  if (!polarities.includes(polarity)) {
    throw new ArgumentError('polarity', `be ${polarities.join(' or ')}`, polarity);
  }
  if (polarity === 'ink') return federated;
  // Whoever is given one dataset twice is given one turned dataset twice.
  const made = new WeakMap<Dataset, Dataset>();
  const turned = (dataset: Dataset): Dataset => {
    const known = made.get(dataset);
    if (known) return known;
    const { images } = dataset;
    const result = { ...dataset, images: images.map((byte) => 255 - byte) };
    made.set(dataset, result);
    return result;
  };
  const { centralTest } = federated;
  return {
    ...federated,
    description: `${federated.description} Paper is 255 and ink 0.`,
    ...(centralTest && { centralTest: turned(centralTest) }),
    client(id): ClientDataset {
      const { train, test } = federated.client(id);
      return { id, train: turned(train), test: turned(test) };
    },
  };
}
