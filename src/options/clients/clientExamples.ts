import { existsSync } from '../../platform/files';
import { join } from '../../platform/paths';
import { ArgumentError } from '../../core/errors';
import type { Rng } from '../../core/rng';
import { numberedIds } from '../../data/federate';
import { dataFolder } from '../../data/folder';
import { namedPartition } from '../../data/partition/namedPartition';
import type { Partition } from '../../data/partition/partition';
import { simulatedWriters } from '../../data/partition/simulatedWriters';
import { mnistWriters, packageWriters, writerPartition } from '../../data/sources/qmnist';
import { mnistPackage } from '../../data/sources/mnistPackage';
import { ownDatasetNames } from '../themes/ownData';
import type { DataSettings } from './dataSettings';
import type { PooledSource } from './sourceKinds';

/** Which client has which of a source's training examples. */
export interface ClientExamples {
  readonly ids: readonly string[];
  readonly partition: Partition;
}

/** Pooled digits are many, files of one's own may be few. */
export function usualClients({ dataset }: Pick<DataSettings, 'dataset'>): number {
  return ownDatasetNames.some((name) => name === dataset) ? 10 : 100;
}

/** Divides a source's training examples among clients as the options ask. */
export function clientExamples(
  source: PooledSource,
  options: DataSettings,
  rng: Rng,
): ClientExamples {
  const { partition: name, clients = usualClients(options) } = options;
  if (name === 'writer') return byWriter(source, options, rng);
  if (name === 'natural') throw new ArgumentError('partition', 'be another one', name);
  const partition = namedPartition(name, source.train, clients, rng, options);
  return { partition, ids: numberedIds('client', partition.length) };
}

/** Writers as clients: for the embedded digits simulated ones unless a file names the real ones. */
function byWriter(source: PooledSource, options: DataSettings, rng: Rng): ClientExamples {
  const { train, name } = source;
  const { clients, writersFile } = options;
  if (name === 'mnist-package' && writersFile === undefined) {
    const partition = simulatedWriters(train, clients ?? 100, rng);
    return { partition, ids: numberedIds('simulated', partition.length) };
  }
  if (name !== 'mnist-package' && name !== 'mnist') {
    const rule = 'be another partition: these files name no writers';
    throw new ArgumentError('partition', rule, options.partition);
  }
  const { ids, partition } = writerPartition(writersOf(source, options));
  const chosen = chooseClients(ids, clients, rng);
  const parts = new Map(ids.map((id, i) => [id, partition[i]]));
  return { ids: chosen, partition: chosen.map((id) => parts.get(id)!) };
}

function writersOf({ train, name, numbers }: PooledSource, options: DataSettings): Int32Array {
  const file = options.writersFile ?? usualWritersFile(options);
  if (name === 'mnist') return mnistWriters(train, file);
  const writers = packageWriters(mnistPackage(), file);
  return Int32Array.from(numbers!, (number) => writers[number]);
}

/** QMNIST's labels next to the data, or where `npm run data` puts them. */
function usualWritersFile({ dataDir = dataFolder() }: DataSettings): string {
  const names = ['qmnist-train-labels-idx2-int.gz', 'qmnist-train-labels-idx2-int'];
  const folders = [
    dataDir,
    ...[dataDir, dataFolder()].map((folder) => join(folder, 'qmnist-writers')),
  ];
  const files = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return files.find((file) => existsSync(file)) ?? missingWriters();
}

function missingWriters(): never {
  const rule = 'name the file with QMNIST’s training labels (npm run data -- get qmnist-writers)';
  throw new ArgumentError('writersFile', rule, undefined);
}

/** All ids, or as many as asked for, drawn by the seed; sorted. */
export function chooseClients(
  ids: readonly string[],
  clients: number | undefined,
  rng: Rng,
): string[] {
  if (clients === undefined) return [...ids].sort();
  if (clients > ids.length) {
    const rule = `be at most ${ids.length}, the number of writers or clients`;
    throw new ArgumentError('clients', rule, clients);
  }
  return rng.split('writers').sample(ids, clients).sort();
}
