import { subset } from '../../src/data/datasetParts';
import type { ClientDataset } from '../../src/data/federatedDataset';
import { stripes } from './digits';

/** A client with so many random stripes to train on. */
export function stripesClient(id: string, size: number, seed: number, side = 12): ClientDataset {
  const examples = stripes(size, seed, side);
  return { id, train: examples, test: subset(examples, []) };
}
