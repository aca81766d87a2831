import type { Dataset } from '../data/dataset';
import type { FederatedDataset } from '../data/federatedDataset';
import type { Config } from './config';

/** Examples that a partition gives to clients. */
export interface PooledSource {
  readonly kind: 'pooled';
  readonly name: string;
  readonly train: Dataset;
  readonly test: Dataset;
  /** The number of each training example where the data was published; default its position. */
  readonly numbers?: Uint32Array;
}

/** Examples that have their clients. */
export interface WriterSource {
  readonly kind: 'writers';
  readonly name: string;
  readonly federated: FederatedDataset;
  /** Whether the files hold test examples of each writer, so that nothing has to be held out. */
  readonly hasTest: boolean;
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
