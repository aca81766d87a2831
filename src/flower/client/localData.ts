import { wholeNumber } from '../../core/check';
import { counted } from '../../core/counted';
import { ArgumentError, DataError } from '../../core/errors';
import { Rng } from '../../core/rng';
import { subset } from '../../data/dataset';
import { federate, numberedIds } from '../../data/federate';
import type { ClientDataset, FederatedDataset } from '../../data/federatedDataset';
import { namedPartition } from '../../data/partition/namedPartition';
import type { PartitionName, PartitionSettings } from '../../data/partition/namedPartition';
import { iid } from '../../data/partition/partition';
import type { TrainAndTest } from '../../data/sources/idxDatasets';
import { loadCharacters } from '../../data/sources/characters';
import { datasetFolder, loadPooled } from '../../data/sources/namedDatasets';
import type { DatasetName, PooledName, WriterName } from '../../data/sources/namedDatasets';

/** Which examples, and how they are divided. */
export interface LocalDataOptions extends PartitionSettings {
  readonly dataset: DatasetName;
  /** The folder with the files; default where `npm run data` puts them. */
  readonly dataDir?: string | undefined;
  /** Number of clients; with writers as many of them, drawn by the seed. */
  readonly numPartitions: number;
  readonly partition: PartitionName;
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
    return ofWriters(loadWriters(dataset, options.dataDir, seed), numPartitions, rng);
  }
  const { train, test } = load(dataset, options.dataDir);
  const ids = numberedIds('client', numPartitions);
  const { partition: name } = options;
  const parts = namedPartition(name, train, numPartitions, rng.split('partition'), options);
  const federated = federate({
    name: dataset,
    description: `${dataset}, given to ${counted(numPartitions, 'client')} (${options.partition})`,
    simulated: true,
    dataset: train,
    partition: parts.map((part) => part.slice().sort()),
    ids,
    heldOut: 0,
    rng: rng.split('order'),
    centralTest: test,
  });
  const tests = iid(test, numPartitions, rng.split('test'));
  return {
    ...federated,
    client: (id) => ({ ...federated.client(id), test: subset(test, tests[ids.indexOf(id)]) }),
    clientSize: (id) => ({ ...federated.clientSize(id), test: tests[ids.indexOf(id)].length }),
  };
}

/** One client's examples. `partitionId` counts from 0. */
export function localClient(federated: FederatedDataset, partitionId: number): ClientDataset {
  const { clientIds } = federated;
  wholeNumber('partition-id', partitionId, 0, clientIds.length - 1);
  return federated.client(clientIds[partitionId]);
}

/** The digits of federated EMNIST in whichever format, or of FEMNIST. */
function loadWriters(name: WriterName, dataDir: string | undefined, seed: number) {
  const folder = datasetFolder(name, dataDir);
  const characters = loadCharacters(folder, { seed });
  if (characters.kind === 'writers') return characters.federated;
  throw new DataError(folder, 'holds files that name no writers');
}

function ofWriters(federated: FederatedDataset, count: number, rng: Rng): FederatedDataset {
  const { clientIds: all } = federated;
  wholeNumber('num-partitions', count, 1, all.length);
  return { ...federated, clientIds: rng.split('writers').sample(all, count).sort() };
}

function load(name: PooledName, folder: string | undefined): TrainAndTest {
  if (name === 'mnist-package' && folder !== undefined) {
    throw new ArgumentError('--data-dir', 'be left out with mnist-package', folder);
  }
  return loadPooled(name, folder);
}
