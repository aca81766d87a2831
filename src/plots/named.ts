import type { Dataset } from '../data/dataset';
import type { ClientDataset } from '../data/federatedDataset';

/** A dataset with the name that a figure gives it. */
export interface NamedDataset {
  readonly name: string;
  readonly dataset: Dataset;
}

/** The training part of each client, named by the client's id: what the figures of clients take. */
export function trainingData(clients: readonly ClientDataset[]): NamedDataset[] {
  return clients.map(({ id, train }) => ({ name: id, dataset: train }));
}
