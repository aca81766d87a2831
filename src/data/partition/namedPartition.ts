import type { Rng } from '../../core/rng';
import { byLabels } from './byLabels';
import { dirichlet } from './dirichlet';
import type { DirichletOptions } from './dirichlet';
import { byShards, iid, quantitySkew } from './partition';
import type { Partition, Targets } from './partition';

/** Ways to divide examples that have no clients of their own. */
export const partitionNames = ['iid', 'dirichlet', 'shards', 'labels', 'quantity'] as const;

export type PartitionName = (typeof partitionNames)[number];

/** Options of the partitions; each default is that of the partition's own function. */
export interface PartitionSettings {
  /** Of `dirichlet`, the concentration, > 0; default 0.5. */
  readonly alpha?: number | undefined;
  /** Of `dirichlet`. */
  readonly dirichletSizes?: DirichletOptions['sizes'];
  /** Of `dirichlet` and `quantity`: the fewest examples of a client, at least 1. */
  readonly minimumSize?: number | undefined;
  /** Of `shards`, at least 1. */
  readonly shardsPerClient?: number | undefined;
  /** Of `labels`, at least 1. */
  readonly labelsPerClient?: number | undefined;
  /** Of `dirichlet` and `labels` with a number to predict, from 2 to 256; default 10. */
  readonly targetBins?: number | undefined;
  /** Of `quantity`, in [0, 10]. */
  readonly sigma?: number | undefined;
}

/** The partitions that take each setting. */
export const partitionsWith: Readonly<Record<keyof PartitionSettings, readonly PartitionName[]>> = {
  alpha: ['dirichlet'],
  dirichletSizes: ['dirichlet'],
  minimumSize: ['dirichlet', 'quantity'],
  shardsPerClient: ['shards'],
  labelsPerClient: ['labels'],
  targetBins: ['dirichlet', 'labels'],
  sigma: ['quantity'],
};

/** Divides examples among clients by the partition of this name. Throws an `ArgumentError`. */
export function namedPartition(
  name: PartitionName,
  data: Targets,
  clients: number,
  rng: Rng,
  settings: PartitionSettings = {},
): Partition {
  const { alpha = 0.5, dirichletSizes: sizes, minimumSize: minimum, sigma } = settings;
  const { targetBins: bins, labelsPerClient } = settings;
  switch (name) {
    case 'iid':
      return iid(data, clients, rng);
    case 'dirichlet':
      return dirichlet(data, clients, rng, { alpha, sizes, minimum, bins });
    case 'shards':
      return byShards(data, clients, rng, settings);
    case 'labels':
      return byLabels(data, clients, rng, { labelsPerClient, bins });
    case 'quantity':
      return quantitySkew(data, clients, rng, { sigma, minimum });
  }
}
