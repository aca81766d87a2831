import { withArrays } from '../data/datasetParts';
import type { AnyDataset, Numbers } from '../data/dataset';
import type { ClientDataset, FederatedDataset } from '../data/federatedDataset';
import { shareNumbers } from '../training/worker/sharedMemory';

/**
 * Reads each client once: its examples stay in memory, shared with the trainer's threads, until all
 * together reach the limit.
 *
 * @param limit bytes
 */
export function keptInMemory<D extends AnyDataset>(
  federated: FederatedDataset<D>,
  limit = 1e9,
): FederatedDataset<D> {
  const kept = new Map<string, ClientDataset<D>>();
  let bytes = 0;
  const { centralTest } = federated;
  return {
    ...federated,
    ...(centralTest && { centralTest: withArrays(centralTest, centralTest.size, shareNumbers) }),
    client(id) {
      const known = kept.get(id);
      if (known) return known;
      const { train, test } = federated.client(id);
      const add = (values: Numbers): Numbers => {
        bytes += values.byteLength;
        return shareNumbers(values);
      };
      const client = {
        id,
        train: withArrays(train, train.size, add),
        test: withArrays(test, test.size, add),
      };
      if (bytes <= limit) kept.set(id, client);
      return client;
    },
    close() {
      kept.clear();
      federated.close();
    },
  };
}
