import { loadCharacters } from '../../data/sources/characters';
import type { WriterExamples } from '../../data/sources/characters';
import { datasetFolder, loadPooled } from '../../data/sources/namedDatasets';
import type { PooledExamples } from '../../data/sources/namedDatasets';
import type { FilledSettings } from '../table';

/** Examples that a partition divides among clients. */
export interface PooledSource extends PooledExamples {
  readonly kind: 'pooled';
  readonly name: string;
}

/** Examples that already belong to clients. */
export interface WriterSource extends WriterExamples {
  readonly kind: 'writers';
  readonly name: string;
}

export type Source = PooledSource | WriterSource;

/** The options that decide which files are read. */
export type SourceOptions = Pick<
  FilledSettings,
  'dataset' | 'dataDir' | 'characters' | 'partition' | 'heldOut' | 'seed'
>;

/**
 * Reads a data set.
 *
 * @throws DataError if files are missing (with the command that fetches them) or broken
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

/** Closes the files of a source. */
export function closeSource(source: Source): void {
  if (source.kind === 'writers') source.federated.close();
}
