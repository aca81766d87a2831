import { counted } from '../../core/counted';
import { ArgumentError } from '../../core/errors';
import { type ClassTargets, type LabeledExamples, labelCounts } from '../dataset';
import { numberedIds } from '../federate';
import type { FederatedDataset } from '../federatedDataset';
import type { Partition } from './partition';

/** How many examples of each class each client has. */
export interface LabelTable {
  readonly clientIds: readonly string[];
  readonly classNames: readonly string[];
  /** One row per client, one column per class. */
  readonly counts: readonly Uint32Array[];
}

/** The label table of a partition, without copying images. Default ids: those of `federate`. */
export function partitionLabels(
  dataset: ClassTargets,
  partition: Partition,
  ids: readonly string[] = numberedIds('client', partition.length),
): LabelTable {
  const { labels, classNames } = dataset;
  if (ids.length !== partition.length) {
    const rule = `hold one id for each of ${counted(partition.length, 'client')}`;
    throw new ArgumentError('ids', rule, ids.length);
  }
  const counts = partition.map((part, client) => {
    const row = new Uint32Array(classNames.length);
    for (const index of part) {
      if (index >= labels.length) {
        const rule = `hold indices below ${labels.length}`;
        throw new ArgumentError(`partition[${client}]`, rule, index);
      }
      row[labels[index]]++;
    }
    return row;
  });
  return { clientIds: ids, classNames, counts };
}

/**
 * The label table of the clients' training examples. Reads each client once; default all clients.
 *
 * ```ts
 * const { counts } = fl.data.clientLabels(digits); // counts[client][label]
 * ```
 */
export function clientLabels(
  federated: FederatedDataset<LabeledExamples>,
  ids: readonly string[] = federated.clientIds,
): LabelTable {
  const counts = ids.map((id) => labelCounts(federated.client(id).train));
  return { clientIds: ids, classNames: federated.classNames, counts };
}
