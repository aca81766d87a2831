import { Rng } from '../../src/core/rng';
import { statistics } from '../../src/data/federatedDataset';
import { mnistPackageSplit } from '../../src/data/sources/mnistPackageSplit';
import { completeSettings } from '../../src/experiment/config';
import { openSource } from '../../src/experiment/openSource';
import { runClients } from '../../src/experiment/runClients';
import { localClient, localFederation, partitionNames } from '../../src/flower/localData';

const options = { dataset: 'mnist-package', numPartitions: 5, seed: 3 } as const;

test.each(partitionNames)(
  '%s: the training examples are those of npm run simulate',
  (partition) => {
    const config = completeSettings({ ...options, clients: 5, partition });
    const rng = Rng.fromSeed(3).split('clients');
    const { federated: simulated } = runClients(openSource(config), config, rng);
    const federated = localFederation({ ...options, partition });
    expect(federated.clientIds).toEqual(simulated.clientIds);
    for (const id of federated.clientIds) {
      const own = federated.client(id).train;
      const theirs = simulated.client(id).train;
      expect(Buffer.compare(own.labels, theirs.labels)).toBe(0);
      expect(Buffer.compare(own.images, theirs.images)).toBe(0);
    }
  },
);

test('together the clients test on the central test set, each example once', () => {
  const federated = localFederation({ ...options, numPartitions: 3, partition: 'iid' });
  const { test: central } = mnistPackageSplit();
  const images = new Set<string>();
  for (let k = 0; k < 3; k++) {
    const { test } = localClient(federated, k);
    expect(federated.clientSize(federated.clientIds[k]).test).toBe(test.size);
    for (let i = 0; i < test.size; i++) {
      images.add(Buffer.from(test.images.subarray(784 * i, 784 * (i + 1))).toString('latin1'));
    }
  }
  const all = Array.from({ length: central.size }, (_, i) =>
    Buffer.from(central.images.subarray(784 * i, 784 * (i + 1))).toString('latin1'),
  );
  expect(images).toEqual(new Set(all));
  expect(statistics(federated)).toMatchObject({ clients: 3, testExamples: central.size });
});

test('a part that is not there is refused', () => {
  const federated = localFederation({ ...options, partition: 'iid' });
  expect(() => localClient(federated, 5)).toThrow(
    'partition-id must be a whole number between 0 and 4, got 5',
  );
  expect(() =>
    localFederation({ ...options, partition: 'iid', dataset: 'mnist', dataDir: '/no/such/place' }),
  ).toThrow('/no/such/place: is not there; npm run data -- get mnist says how to get it');
});
