import { labelCounts } from '../data/dataset';
import type { ClassTargets, AnyDataset } from '../data/dataset';
import type { FederatedDataset } from '../data/federatedDataset';
import type { LabelTable } from '../data/partition/labelTable';
import { quantileBins } from '../data/partition/quantileBins';

/** How many training examples of each label, or of each range of a number, each client has. */
export interface ClientTargets {
  readonly table: LabelTable;
  /** What the table's columns are: `label`, or `range of price`. */
  readonly what: string;
}

/** Of more numbers than this, every n-th is looked at. */
const mostNumbers = 1e6;

/** Counts what the clients have; numbers to predict are counted in ten ranges, the first of several numbers. */
export function clientTargets(federated: FederatedDataset<AnyDataset>): ClientTargets {
  const { clientIds } = federated;
  const sets = clientIds.map((id) => federated.client(id).train);
  if ('classNames' in federated) {
    const counts = sets.map((set) => labelCounts(set as AnyDataset & ClassTargets));
    return { table: { clientIds, classNames: federated.classNames, counts }, what: 'label' };
  }
  const total = sets.reduce((sum, { size }) => sum + size, 0);
  const step = Math.ceil(total / mostNumbers);
  const owners: number[] = [];
  const values: number[] = [];
  sets.forEach((set, client) => {
    if (!('targets' in set)) return;
    for (let i = 0; i < set.size; i += step) {
      owners.push(client);
      values.push(set.targets[i * set.targetNames.length]);
    }
  });
  const { labels, classNames } = quantileBins(values);
  const counts = clientIds.map(() => new Uint32Array(classNames.length));
  labels.forEach((label, i) => (counts[owners[i]][label] += step));
  return { table: { clientIds, classNames, counts }, what: `range of ${federated.targetNames[0]}` };
}
