import type { Dataset, LabeledImages } from '../../data/dataset';
import type { FederatedDataset } from '../../data/federatedDataset';
import { loadCharacters } from '../../data/sources/characters';
import { datasetFolder, loadPooled } from '../../data/sources/namedDatasets';
import type { PooledExamples } from '../../data/sources/namedDatasets';
import type { Preprocessing } from '../../tables/federated/preprocessing';
import { namedDataset } from './dataSettings';
import type { DataSettings } from './dataSettings';
import { pictureSource } from './pictureSource';
import { tableSource } from './tableSource';

/** Examples that a partition divides among clients. */
export interface PooledSource extends Omit<PooledExamples, 'test'> {
  readonly kind: 'pooled';
  readonly name: string;
  /** Test examples that belong to no client; your own files have none. */
  readonly test?: LabeledImages;
  /** What somebody should know about the files, a sentence each. */
  readonly notes?: readonly string[];
}

/** Examples that already belong to clients: writers, or those of your own files. */
export interface WriterSource<D extends Dataset = LabeledImages> {
  readonly kind: 'writers';
  readonly name: string;
  readonly federated: FederatedDataset<D>;
  /** Whether the files hold test examples of each client, so that none have to be held out. */
  readonly hasTest: boolean;
  /** How a table's rows became numbers. */
  readonly preprocessing?: Preprocessing;
  /** What somebody should know about the files, a sentence each. */
  readonly notes?: readonly string[];
}

export type Source = PooledSource | WriterSource<Dataset>;

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
