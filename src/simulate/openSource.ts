import { loadCharacters } from '../data/sources/characters';
import { datasetFolder, loadPooled } from '../data/sources/namedDatasets';
import type { Source, SourceOptions } from './source';

/**
 * Reads a data set.
 *
 * @throws DataError where files are missing (with the command that fetches them) or broken
 */
export function openSource(options: SourceOptions): Source {
  const { dataset: name, dataDir } = options;
  if (name === 'emnist' || name === 'femnist') {
    const { characters, partition, seed } = options;
    const heldOut = partition === 'writer' ? options.heldOut : undefined;
    const read = { onlyDigits: characters !== 'all', heldOut, seed };
    return { name, ...loadCharacters(datasetFolder(name, dataDir), read) };
  }
  return { kind: 'pooled', name, ...loadPooled(name, dataDir) };
}
