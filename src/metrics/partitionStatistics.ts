import { ArgumentError } from '../core/errors';
import { jensenShannon, totalVariation } from './distribution';
import { gini } from './gini';

/** Each client's distance from the whole. */
export interface ClientDistances {
  /** In the clients' order, each in [0, 1]; NaN for a client without examples. */
  readonly perClient: readonly number[];
  /** Over the clients that have examples, each counted once. */
  readonly mean: number;
  readonly max: number;
}

/** How much clients differ from one another, in size and in labels. */
export interface PartitionStatistics {
  readonly clients: number;
  readonly examples: number;
  /** Examples per client; `gini` is 0 for equal sizes and near 1 if few clients have nearly all. */
  readonly sizes: {
    readonly mean: number;
    readonly min: number;
    readonly max: number;
    readonly gini: number;
  };
  /** Number of different labels that a client has. */
  readonly labels: { readonly mean: number; readonly min: number; readonly max: number };
  /** Total variation distance of each client's label distribution from that of all examples. */
  readonly totalVariation: ClientDistances;
  /** Jensen-Shannon distance (base 2) of the same. */
  readonly jensenShannon: ClientDistances;
}

/**
 * Statistics of a partition from its label counts.
 *
 * @param counts one row per client, one column per class, as in `LabelTable`; at least one example
 *   in total
 */
export function partitionStatistics(counts: readonly ArrayLike<number>[]): PartitionStatistics {
  const rows = counts.map((row) => Array.from(row));
  const sizes = rows.map(sum);
  const examples = sum(sizes);
  if (examples === 0) throw new ArgumentError('counts', 'hold at least one example', counts);
  const whole = rows[0].map((_, label) => sum(rows.map((row) => row[label])));
  const distances = (distance: typeof totalVariation): ClientDistances => {
    const perClient = rows.map((row, i) => (sizes[i] > 0 ? distance(row, whole) : NaN));
    const { mean, max } = spread(perClient.filter((value) => !Number.isNaN(value)));
    return { perClient, mean, max };
  };
  return {
    clients: rows.length,
    examples,
    sizes: { ...spread(sizes), gini: gini(sizes) },
    labels: spread(rows.map((row) => row.filter((count) => count > 0).length)),
    totalVariation: distances(totalVariation),
    jensenShannon: distances(jensenShannon),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function spread(values: readonly number[]): { mean: number; min: number; max: number } {
  return {
    mean: sum(values) / values.length,
    min: values.reduce((a, b) => Math.min(a, b)),
    max: values.reduce((a, b) => Math.max(a, b)),
  };
}
