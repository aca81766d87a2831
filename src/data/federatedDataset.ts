import { ArgumentError } from '../core/errors';
import { concatenate } from './datasetParts';
import type { AnyDataset, Kind, Dataset } from './dataset';

/** What one client holds: the part it trains on and the part it holds out for testing. */
export interface ClientDataset<D extends AnyDataset = Dataset> {
  readonly id: string;
  readonly train: D;
  readonly test: D;
}

/** Examples that belong to clients; a client's examples are read on demand. */
export type FederatedDataset<D extends AnyDataset = Dataset> = ClientsOf<D> & Kind<D>;

/** A federated dataset but for what its examples are like. */
export interface ClientsOf<D extends AnyDataset> {
  /** Short name: `mnist-package`, `emnist`, … */
  readonly name: string;
  /** One sentence: what the data is and where the clients come from. */
  readonly description: string;
  /** Whether the clients are synthetic (by style, by partition) rather than real writers. */
  readonly simulated: boolean;
  /** Sorted, unique. */
  readonly clientIds: readonly string[];
  /** Test examples that belong to no client, if the source has any. */
  readonly centralTest?: D;

  /** One client's examples. Throws an `ArgumentError` for an unknown id. */
  client(id: string): ClientDataset<D>;
  /** How many examples one client has, without reading them. */
  clientSize(id: string): { readonly train: number; readonly test: number };
  /** Closes files; afterwards `client` throws. Harmless to call twice. */
  close(): void;
}

/** Several clients' examples, in the order of the ids. */
export function clients<D extends AnyDataset>(
  federated: Pick<ClientsOf<D>, 'client'>,
  ids: readonly string[],
): ClientDataset<D>[] {
  return ids.map((id) => federated.client(id));
}

/**
 * The held-out examples of these clients, by default of all, as one dataset.
 *
 * @param ids at least one
 */
export function heldOut<D extends AnyDataset>(
  federated: Pick<ClientsOf<D>, 'client' | 'clientIds'>,
  ids: readonly string[] = federated.clientIds,
): D {
  return concatenate(clients(federated, ids).map(({ test }) => test));
}

/** The error for an id that is not in the dataset. */
export function unknownClient(
  federated: Pick<ClientsOf<AnyDataset>, 'clientIds' | 'name'>,
  id: string,
): ArgumentError {
  const { length } = federated.clientIds;
  return new ArgumentError('id', `be one of the ${length} client ids of ${federated.name}`, id);
}

/** Summary of the number of examples per client. */
export interface FederatedStatistics {
  readonly clients: number;
  readonly trainExamples: number;
  readonly testExamples: number;
  /** Training examples per client. */
  readonly perClient: {
    readonly min: number;
    readonly median: number;
    readonly mean: number;
    readonly max: number;
  };
}

/** Sizes of a federated dataset, without reading any image. */
export function statistics(
  federated: Pick<ClientsOf<AnyDataset>, 'clientIds' | 'clientSize'>,
): FederatedStatistics {
  const sizes = federated.clientIds.map((id) => federated.clientSize(id));
  const train = sizes.map((size) => size.train).sort((a, b) => a - b);
  const trainExamples = train.reduce((sum, size) => sum + size, 0);
  const middle = train.length >> 1;
  return {
    clients: sizes.length,
    trainExamples,
    testExamples: sizes.reduce((sum, size) => sum + size.test, 0),
    perClient: {
      min: train[0] ?? 0,
      median:
        train.length % 2 ? train[middle] : ((train[middle - 1] ?? 0) + (train[middle] ?? 0)) / 2,
      mean: train.length ? trainExamples / train.length : 0,
      max: train.at(-1) ?? 0,
    },
  };
}
