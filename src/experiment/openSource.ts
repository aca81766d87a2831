import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../core/errors';
import { dataFolder } from '../data/folder';
import { loadCifar10 } from '../data/sources/cifar10';
import { loadFashionMnist, loadMnist } from '../data/sources/idxDatasets';
import type { TrainAndTest } from '../data/sources/idxDatasets';
import { mnistPackageSplit } from '../data/sources/mnistPackageSplit';
import { loadCharacters } from './characters';
import type { PooledSource, Source, SourceOptions } from './source';

/**
 * Reads a data set.
 *
 * @throws DataError where files are missing (with the command that fetches them) or broken
 */
export function openSource(options: SourceOptions): Source {
  const { dataset: name } = options;
  switch (name) {
    case 'mnist-package':
      return { kind: 'pooled', name, ...mnistPackageSplit() };
    case 'mnist':
      return pooled(name, loadMnist(folderOf(options)));
    case 'fashion-mnist':
      return pooled(name, loadFashionMnist(folderOf(options)));
    case 'cifar10':
      return pooled(name, loadCifar10(folderOf(options)));
    case 'emnist':
    case 'femnist':
      return loadCharacters(folderOf(options), options);
  }
}

function pooled(name: string, parts: TrainAndTest): PooledSource {
  return { kind: 'pooled', name, ...parts };
}

/** Where `npm run data` puts each data set; the first of several that is there. */
const usualFolders: Readonly<Record<string, readonly string[]>> = {
  emnist: ['emnist-federated', 'fedjax-emnist', 'emnist'],
};

/** The folder with a data set's files: the one that is named, or one below it of the set's name. */
function folderOf({ dataset, dataDir }: SourceOptions): string {
  const names = usualFolders[dataset] ?? [dataset];
  if (dataDir === undefined) {
    const folders = names.map((name) => join(dataFolder(), name));
    const found = folders.find((folder) => existsSync(folder));
    if (found !== undefined) return found;
    const advice = `npm run data -- get ${names[0]} says how to get it`;
    throw new DataError(folders[0], `is not there; ${advice}, or name a folder with --data-dir`);
  }
  if (!existsSync(dataDir) || !statSync(dataDir).isDirectory()) {
    throw new DataError(dataDir, 'is no folder; --data-dir names the one with the files');
  }
  const below = readdirSync(dataDir);
  const inner = [dataset, ...names].find((name) => below.includes(name));
  return inner === undefined ? dataDir : join(dataDir, inner);
}
