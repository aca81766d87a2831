import { dirname } from 'node:path';
import { Rng } from '../../../src/core/rng';
import { statistics } from '../../../src/data/federatedDataset';
import { mnistPackageSplit } from '../../../src/data/sources/mnistPackageSplit';
import { completeSettings } from '../../../src/simulate/config';
import { divideData } from '../../../src/options/clients/divideData';
import { closeSource, namedSource } from '../../../src/options/clients/source';
import { partitionChoices } from '../../../src/options/themes/data';
import { localClient, localFederation } from '../../../src/flower/client/localData';
import { testWithRealData } from '../../support/realData';

const options = { dataset: 'mnist-package', numPartitions: 5, seed: 3 } as const;

test.each<Parameters<typeof completeSettings>[0]>([
  ...partitionChoices.filter((name) => name !== 'natural').map((partition) => ({ partition })),
  { partition: 'dirichlet', alpha: 0.1, dirichletSizes: 'drawn', minimumSize: 7 },
  { partition: 'shards', shardsPerClient: 4 },
  { partition: 'labels', labelsPerClient: 4 },
  { partition: 'quantity', sigma: 2, minimumSize: 9 },
  { partition: 'shards', heldOut: 0.3 },
])('%j: the training examples are those of npm run simulate', (settings) => {
  const { numPartitions: clients, ...shared } = options;
  const config = completeSettings({ ...shared, ...settings, clients });
  const rng = Rng.fromSeed(3).split('clients');
  const { federated: simulated } = divideData(namedSource(config), config, rng);
  const federated = localFederation({ ...options, ...settings });
  expect(federated.clientIds).toEqual(simulated.clientIds);
  for (const id of federated.clientIds) {
    const own = federated.client(id).train;
    const theirs = simulated.client(id).train;
    expect(Buffer.compare(own.labels, theirs.labels)).toBe(0);
    expect(Buffer.compare(own.images, theirs.images)).toBe(0);
  }
});

test('images that differ by client are those of npm run simulate, too', () => {
  const { numPartitions, ...shared } = { ...options, numPartitions: 100, rotation: 45, noise: 0.2 };
  const config = completeSettings({ ...shared, clients: numPartitions });
  const rng = Rng.fromSeed(3).split('clients');
  const { federated: simulated } = divideData(namedSource(config), config, rng);
  const own = localClient(localFederation({ ...shared, numPartitions }), 7).train;
  const theirs = simulated.client(simulated.clientIds[7]).train;
  expect(Buffer.compare(own.images, theirs.images)).toBe(0);
  const plain = localClient(localFederation({ ...options, numPartitions }), 7).train;
  expect(Buffer.compare(own.images, plain.images)).not.toBe(0);
});

testWithRealData(
  'writers: the training examples are those of npm run simulate',
  ['femnist-tff', 'femnist28.sqlite'],
  (file) => {
    const settings = { dataset: 'emnist', dataDir: dirname(file) } as const;
    const config = completeSettings({ ...settings, clients: 4, seed: 3 });
    const source = namedSource(config);
    const rng = Rng.fromSeed(3).split('clients');
    const { federated: simulated } = divideData(source, config, rng);
    const options = { ...settings, numPartitions: 4, seed: 3 } as const;
    const federated = localFederation(options);
    try {
      expect(federated.clientIds).toHaveLength(4);
      expect(federated.clientIds).toEqual(simulated.clientIds);
      for (const id of federated.clientIds) {
        expect(federated.client(id).train).toEqual(simulated.client(id).train);
      }
    } finally {
      federated.close();
      closeSource(source);
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

test('a part that does not exist is refused', () => {
  const federated = localFederation({ ...options, partition: 'iid' });
  expect(() => localClient(federated, 5)).toThrow(
    'partition-id must be a whole number between 0 and 4, got 5',
  );
  expect(() =>
    localFederation({ ...options, partition: 'iid', dataset: 'mnist', dataDir: '/no/such/place' }),
  ).toThrow('/no/such/place: is not a folder; --data-dir must name the folder with the files');
});

test('options that are out of range or have no effect are refused', () => {
  const federation = (given: object) => () => localFederation({ ...options, ...given });
  expect(federation({ partition: 'quantity', sigma: 11 })).toThrow(
    'sigma must be between 0 and 10, got 11',
  );
  expect(federation({ alpha: 1 })).toThrow(
    '--alpha must be left out unless --partition is dirichlet, got 1',
  );
  expect(federation({ dataset: 'cifar10', partition: 'writer' })).toThrow(
    '--partition must be another partition for --dataset cifar10, which names no writers',
  );
});
