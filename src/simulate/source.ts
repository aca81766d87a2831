import type { WriterExamples } from '../data/sources/characters';
import type { PooledExamples } from '../data/sources/namedDatasets';
import type { Config } from './config';

/** Examples that a partition gives to clients. */
export interface PooledSource extends PooledExamples {
  readonly kind: 'pooled';
  readonly name: string;
}

/** Examples that have their clients. */
export interface WriterSource extends WriterExamples {
  readonly kind: 'writers';
  readonly name: string;
}

export type Source = PooledSource | WriterSource;

/** What decides which files are read. */
export type SourceOptions = Pick<
  Config,
  'dataset' | 'dataDir' | 'characters' | 'partition' | 'heldOut' | 'seed'
>;

/** Closes the files of a source. */
export function closeSource(source: Source): void {
  if (source.kind === 'writers') source.federated.close();
}
