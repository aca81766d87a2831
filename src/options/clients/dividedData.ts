import type { FederatedDataset } from '../../data/federatedDataset';

/** The clients of a run, and the numbers of their examples. */
export interface DividedData {
  readonly federated: FederatedDataset;
  /**
   * Client id -> numbers of its training examples, ascending: positions in the published training
   * data; where that comes client by client, positions in the training parts of all clients one after
   * the other, in the order of their ids.
   */
  readonly examples: ReadonlyMap<string, Uint32Array>;
  /** Of the examples and of who has which, see {@link dataChecksum}. */
  readonly checksum: () => string;
}
