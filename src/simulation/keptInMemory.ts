import type { Dataset } from '../data/dataset';
import type { ClientDataset, FederatedDataset } from '../data/federatedDataset';
import { shareBytes } from '../training/worker/sharedMemory';

/**
 * Reads each client once: its examples stay in memory, shared with the trainer's threads, until all
 * together reach the limit.
 *
 * @param limit bytes
 */
export function keptInMemory(federated: FederatedDataset, limit = 1e9): FederatedDataset {
  const kept = new Map<string, ClientDataset>();
  let bytes = 0;
  const { centralTest } = federated;
  return {
    ...federated,
    ...(centralTest && { centralTest: shared(centralTest) }),
    client(id) {
      const known = kept.get(id);
      if (known) return known;
      const { train, test } = federated.client(id);
      const client = { id, train: shared(train), test: shared(test) };
      bytes += train.images.length + test.images.length;
      if (bytes <= limit) kept.set(id, client);
      return client;
    },
    close() {
      kept.clear();
      federated.close();
    },
  };
}

function shared(dataset: Dataset): Dataset {
  const { images, labels } = dataset;
  return { ...dataset, images: shareBytes(images), labels: shareBytes(labels) };
}
