import { ArgumentError } from '../core/errors';
import type { Dataset } from './dataset';
import type { ClientDataset, FederatedDataset } from './federatedDataset';

/** Which of the two is bright, 255, in images of handwriting; the other is 0. */
export const polarities = ['ink', 'paper'] as const;

/**
 * - `ink`, the default of all loaders and the convention of MNIST: ink 255, paper 0. A model sees
 *   bytes divided by 255, so ink is 1 and paper 0.
 * - `paper`, the convention of TensorFlow Federated's EMNIST and LEAF's FEMNIST: paper 255 (1.0),
 *   ink 0.
 *
 * Most pixels are paper, so the two train at different speeds: compare published numbers only with
 * runs of the same polarity.
 */
export type Polarity = (typeof polarities)[number];

/**
 * Handwriting in this polarity: for `paper`, every byte b of the clients' and the central test
 * set's images becomes 255 − b. Labels, ids, sizes and partition stay the same.
 *
 * ```ts
 * const likeTff = fl.data.withPolarity(digits, 'paper');
 * ```
 *
 * @param federated images in the loaders' own polarity, ink 255
 * @throws ArgumentError for an unknown polarity
 */
export function withPolarity(federated: FederatedDataset, polarity: Polarity): FederatedDataset {
  if (!polarities.includes(polarity)) {
    throw new ArgumentError('polarity', `be ${polarities.join(' or ')}`, polarity);
  }
  if (polarity === 'ink') return federated;
  // The same dataset must give the same inverted dataset.
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
