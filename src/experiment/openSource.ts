import { datasetFolder, loadPooled } from '../data/sources/namedDatasets';
import { loadCharacters } from './characters';
import type { Source, SourceOptions } from './source';

/**
 * Reads a data set.
 *
 * @throws DataError where files are missing (with the command that fetches them) or broken
 */
export function openSource(options: SourceOptions): Source {
  const { dataset: name, dataDir } = options;
  if (name === 'emnist' || name === 'femnist') {
    return loadCharacters(datasetFolder(name, dataDir), options);
  }
  return { kind: 'pooled', name, ...loadPooled(name, dataDir) };
}
