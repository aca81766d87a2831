import type { LabeledImages } from '../../data/dataset';
import type { ClientDataset } from '../../data/federatedDataset';

/** A dataset with its name in a figure. */
export interface NamedDataset {
  readonly name: string;
  readonly dataset: LabeledImages;
}

/** The training part of each client, named by the client's id, as input for figures. */
export function trainingData(clients: readonly ClientDataset[]): NamedDataset[] {
  return clients.map(({ id, train }) => ({ name: id, dataset: train }));
}
