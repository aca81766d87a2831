import type { AnyDataset, Dataset } from '../../data/dataset';
import type { FederatedDataset } from '../../data/federatedDataset';
import type { PooledExamples } from '../../data/sources/namedDatasets';
import type { Preprocessing } from '../../tables/federated/preprocessing';

/** Examples that a partition divides among clients. */
export interface PooledSource extends Omit<PooledExamples, 'test'> {
  readonly kind: 'pooled';
  readonly name: string;
  /** Test examples that belong to no client; your own files have none. */
  readonly test?: Dataset;
  /** What somebody should know about the files, a sentence each. */
  readonly notes?: readonly string[];
}

/** Examples that already belong to clients: writers, or those of your own files. */
export interface WriterSource<D extends AnyDataset = Dataset> {
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

export type Source = PooledSource | WriterSource<AnyDataset>;
