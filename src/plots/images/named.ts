import type { AnyDataset, Dataset } from '../../data/dataset';

/** A dataset with its name in a figure. */
export interface NamedDataset<D = Dataset> {
  readonly name: string;
  readonly dataset: D;
}

/** The training part of each client, named by the client's id, as input for figures. */
export function trainingData<D extends AnyDataset>(
  clients: readonly { readonly id: string; readonly train: D }[],
): NamedDataset<D>[] {
  return clients.map(({ id, train }) => ({ name: id, dataset: train }));
}
