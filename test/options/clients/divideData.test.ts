import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Rng } from '../../../src/core/rng';
import { labelCounts } from '../../../src/data/dataset';
import { divideData } from '../../../src/options/clients/divideData';
import type { DividedData } from '../../../src/options/clients/dividedData';
import { closeSource, namedSource } from '../../../src/options/clients/source';
import { withDefaults } from '../../../src/options/defaults';
import { dataTable } from '../../../src/options/clients/dataSettings';
import type { Values } from '../../../src/options/option';
import { testWithRealData } from '../../support/realData';
import { withTemporaryFolder } from '../../support/temporaryFolder';

function withClients(
  settings: Values<typeof dataTable>,
  look: (clients: DividedData) => void,
): void {
  const config = withDefaults(dataTable, settings);
  const source = namedSource(config);
  try {
    look(divideData(source, config, Rng.fromSeed(1)));
  } finally {
    closeSource(source);
  }
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** What holds of all: numbers are disjoint, and of the right labels and sizes. */
function checkCover({ federated, examples }: DividedData): void {
  const numbers = [...examples.values()].flatMap((part) => [...part]);
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const id of federated.clientIds) {
    const { train, test } = federated.client(id);
    expect(train.size).toBe(examples.get(id)!.length);
    expect(federated.clientSize(id)).toEqual({ train: train.size, test: test.size });
  }
}

test.each(['iid', 'dirichlet', 'shards', 'labels', 'quantity'] as const)(
  '%s: each training example has one client; tests have the client’s label proportions',
  (partition) => {
    withClients({ partition, clients: 50 }, (clients) => {
      checkCover(clients);
      expect(sum([...clients.examples.values()].map(({ length }) => length))).toBe(8000);
      expect(clients.federated.centralTest!.size).toBe(2000);
      for (const id of clients.federated.clientIds) {
        const { train, test } = clients.federated.client(id);
        expect(test.size).toBe(50);
        const counts = labelCounts(train);
        labelCounts(test).forEach((count, label) => {
          expect(Math.abs(count - (50 * counts[label]) / train.size)).toBeLessThan(1);
        });
      }
    });
  },
);

test('held-out examples are the client’s own and nobody trains on them', () => {
  withClients({ partition: 'writer', clients: 30 }, (clients) => {
    checkCover(clients);
    const { federated, examples } = clients;
    expect(federated.clientIds[0]).toBe('simulated-001');
    const sizes = federated.clientIds.map((id) => federated.clientSize(id));
    expect(sum(sizes.map(({ train, test }) => train + test))).toBe(8000);
    expect(sum(sizes.map(({ test }) => test))).toBeCloseTo(1600, -2);
    expect(sum([...examples.values()].map(({ length }) => length))).toBeLessThan(6500);
  });
});

test('feature skew changes clients’ images and not the central ones', () => {
  withClients({ clients: 10 }, (plain) => {
    withClients({ clients: 10, rotation: 90, noise: 0.5 }, (skewed) => {
      const [id] = plain.federated.clientIds;
      const [before, after] = [plain, skewed].map(({ federated }) => federated.client(id));
      expect(after.train.labels).toEqual(before.train.labels);
      expect(after.train.images).not.toEqual(before.train.images);
      expect(after.test.images).not.toEqual(before.test.images);
      const [central, same] = [plain, skewed].map(({ federated }) => federated.centralTest);
      expect(same!.images).toEqual(central!.images);
    });
  });
});

test('a client’s examples are read once', () => {
  withClients({ clients: 10 }, ({ federated }) => {
    const [id] = federated.clientIds;
    expect(federated.client(id).train).toBe(federated.client(id).train);
  });
});

testWithRealData(
  'MNIST by all of its writers, and by some',
  ['qmnist', 'qmnist-train-labels-idx2-int.gz'],
  (writersFile) => {
    const dataDir = join(dirname(dirname(writersFile)), 'mnist');
    const settings = { dataset: 'mnist', partition: 'writer', dataDir, writersFile } as const;
    withClients(settings, (clients) => {
      checkCover(clients);
      expect(clients.federated.clientIds).toHaveLength(539);
    });
    withClients({ ...settings, clients: 20 }, ({ federated }) => {
      expect(federated.clientIds).toHaveLength(20);
      expect([...federated.clientIds]).toEqual([...federated.clientIds].sort());
    });
    withClients({ ...settings, dataset: 'mnist-package', dataDir: undefined }, (clients) => {
      checkCover(clients);
      expect(clients.federated.clientIds.length).toBeGreaterThan(280);
    });
  },
);

testWithRealData(
  'TFF’s database, by writer and pooled',
  ['femnist-tff', 'femnist28.sqlite'],
  (file) => {
    const settings = { dataset: 'emnist', dataDir: dirname(file), characters: 'all' } as const;
    withClients(settings, (clients) => {
      checkCover(clients);
      expect(clients.federated.clientIds).toHaveLength(28);
      expect(clients.federated.centralTest!.size).toBe(353);
      expect(clients.federated.classNames).toHaveLength(62);
    });
    withClients({ ...settings, partition: 'dirichlet', clients: 5 }, (clients) => {
      checkCover(clients);
      expect(sum([...clients.examples.values()].map(({ length }) => length))).toBe(1408);
    });
    expect(() => {
      withClients({ ...settings, heldOut: 0.5 }, () => undefined);
    }).toThrow('heldOut must be left out: these files hold test examples of each writer, got 0.5');
  },
);

testWithRealData(
  'LEAF’s JSON, with a share held out',
  ['femnist-leaf', '0_test.json'],
  async (file) => {
    await withTemporaryFolder((folder) => {
      const inner = join(folder, 'femnist');
      mkdirSync(inner);
      for (const name of readdirSync(dirname(file)).filter((each) => each.endsWith('_test.json'))) {
        cpSync(join(dirname(file), name), join(inner, name));
      }
      withClients(
        { dataset: 'femnist', dataDir: folder, characters: 'all', heldOut: 0.5 },
        (clients) => {
          checkCover(clients);
          expect(clients.federated.clientIds).toHaveLength(28);
          expect(clients.federated.centralTest!.size).toBeCloseTo(880, -2);
        },
      );
    });
  },
);
