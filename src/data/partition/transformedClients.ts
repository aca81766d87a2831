import type { Dataset } from '../dataset';
import type { ClientDataset, FederatedDataset } from '../federatedDataset';

/** How a federated dataset is changed, client by client. */
export interface ClientTransform {
  /** Added to the name, in brackets: `mnist-package (rotated)`. */
  readonly name: string;
  /** One sentence, added to the description. */
  readonly description: string;
  /** New images for one part of a client's examples; labels and sizes stay the same. */
  readonly images: (dataset: Dataset, id: string, part: 'train' | 'test') => Uint8Array;
}

/**
 * A federated dataset whose clients each see their images in their own way (feature skew). A
 * client's training and test examples are changed alike; `centralTest` stays unchanged. A client's
 * images are computed on first use and kept until `close`.
 */
export function transformedClients(
  federated: FederatedDataset,
  transform: ClientTransform,
): FederatedDataset {
  const { centralTest } = federated;
  const made = new Map<string, ClientDataset>();
  const make = (id: string): ClientDataset => {
    const { train, test } = federated.client(id);
    return {
      id,
      train: { ...train, images: transform.images(train, id, 'train') },
      test: { ...test, images: transform.images(test, id, 'test') },
    };
  };
  return {
    name: `${federated.name} (${transform.name})`,
    description: `${federated.description} ${transform.description}`,
    simulated: true,
    clientIds: federated.clientIds,
    shape: federated.shape,
    classNames: federated.classNames,
    ...(centralTest && { centralTest }),
    client(id) {
      const client = made.get(id) ?? make(id);
      made.set(id, client);
      return client;
    },
    clientSize: (id) => federated.clientSize(id),
    close() {
      made.clear();
      federated.close();
    },
  };
}
