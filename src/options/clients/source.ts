import { loadCharacters } from '../../data/sources/characters';
import { datasetFolder, loadPooled } from '../../data/sources/namedDatasets';
import { namedDataset } from './dataSettings';
import type { DataSettings } from './dataSettings';
import { pictureSource } from './pictureSource';
import type { PooledSource, Source, WriterSource } from './sourceKinds';
import { tableSource } from './tableSource';

/** The options that decide which files are read. */
export type SourceOptions = DataSettings;

/**
 * Reads a data set, or files of your own.
 *
 * @throws DataError if files are missing (with the command that fetches them) or broken; ArgumentError for an
 *   option that does not fit them
 */
export async function openSource(options: SourceOptions): Promise<Source> {
  if (options.table !== undefined) return tableSource(options);
  const own = options.parquet !== undefined || options.imageFolder !== undefined;
  return own ? pictureSource(options) : namedSource(options);
}

/**
 * Reads a data set that has a name.
 *
 * @throws DataError if files are missing (with the command that fetches them) or broken; ArgumentError for files
 *   of your own
 */
export function namedSource(options: SourceOptions): PooledSource | WriterSource {
  const { dataDir } = options;
  const name = namedDataset(options.dataset);
  if (name === 'emnist' || name === 'femnist') {
    const { characters, partition, seed } = options;
    const heldOut = partition === 'writer' ? options.heldOut : undefined;
    const read = { onlyDigits: characters !== 'all', heldOut, seed };
    return { name, ...loadCharacters(datasetFolder(name, dataDir), read) };
  }
  return { kind: 'pooled', name, ...loadPooled(name, dataDir) };
}

/** Closes the files of a source. */
export function closeSource(source: Source): void {
  if (source.kind === 'writers') source.federated.close();
}
