import { wholeNumber } from '../../core/check';
import { Rng } from '../../core/rng';
import type { ClientDataset, FederatedDataset } from '../../data/federatedDataset';
import { completeData } from '../../options/clients/dataSettings';
import type { DataValues } from '../../options/clients/dataSettings';
import { divideData } from '../../options/clients/divideData';
import { closeSource, namedSource } from '../../options/clients/source';

/** Which examples to use, and how to divide them: options of `npm run simulate`, with its defaults. */
export interface LocalDataOptions extends Omit<DataValues, 'clients'> {
  /** Number of clients; with writers, this many are drawn by the seed. */
  readonly numPartitions: number;
}

/**
 * Divides a data set among the clients of a federation: in the same way on every machine, and with the
 * same training examples in the same order as `npm run simulate` with these options. Clients that share
 * a central test set test on disjoint, even parts that cover it.
 *
 * @throws ArgumentError for options that are out of range or do not fit the data; DataError if files
 *   are missing or broken
 */
export function localFederation({ numPartitions, ...given }: LocalDataOptions): FederatedDataset {
  wholeNumber('num-partitions', numPartitions, 1);
  const options = completeData({ ...given, clients: numPartitions });
  const source = namedSource(options);
  try {
    const rng = Rng.fromSeed(options.seed).split('clients');
    return divideData(source, options, rng, 'parts').federated;
  } catch (error) {
    closeSource(source);
    throw error;
  }
}

/** One client's examples. `partitionId` counts from 0. */
export function localClient(federated: FederatedDataset, partitionId: number): ClientDataset {
  const { clientIds } = federated;
  wholeNumber('partition-id', partitionId, 0, clientIds.length - 1);
  return federated.client(clientIds[partitionId]);
}
