import type { AnyDataset, Dataset } from '../../data/dataset';
import type { FederatedDataset } from '../../data/federatedDataset';
import type { Preprocessing } from '../../tables/federated/preprocessing';

/** The clients of a run, and the numbers of their examples. */
export interface DividedData<D extends AnyDataset = Dataset> {
  readonly federated: FederatedDataset<D>;
  /**
   * Client id -> numbers of its training examples, ascending: positions in the published training
   * data; if that is published by client, positions in the concatenation of all clients' training
   * parts, in the order of their ids.
   */
  readonly examples: ReadonlyMap<string, Uint32Array>;
  /** The server's root set, if the options ask for one: training examples that no client holds. */
  readonly root?: D;
  /** How a table's rows became numbers. */
  readonly preprocessing?: Preprocessing;
  /** What somebody should know about your own files, a sentence each. */
  readonly notes?: readonly string[];
  /** Covers the examples and which client has which, see {@link dataChecksum}. */
  readonly checksum: () => string;
}
