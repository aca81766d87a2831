import { wholeNumber, within } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import type { Rng } from '../../core/rng';
import { logNormalSizes } from './apportion';
import type { ClassTargets } from '../dataset';

/**
 * One array of example positions per client. The arrays are disjoint, none is empty, and together
 * they hold each position of the dataset once.
 */
export type Partition = readonly Uint32Array[];

/** What a partition is made from: a dataset, or only the label of each example. */
export type Labelled = Pick<ClassTargets, 'labels'> | Uint8Array;

/**
 * Independent and identically distributed: the shuffled examples in `clients` parts whose sizes differ
 * by at most one. Throws an `ArgumentError` for more clients than examples.
 */
export function iid(data: Labelled, clients: number, rng: Rng): Partition {
  const size = labelsOf(data).length;
  checkClients(clients, size);
  return cut(rng.permutation(size), evenSizes(size, clients));
}

/**
 * Few labels per client (McMahan et al. 2017, section 3, "pathological non-IID"): the examples
 * sorted by label, cut into `clients × shardsPerClient` shards of equal size, and `shardsPerClient`
 * random shards dealt to each client. Throws an `ArgumentError` unless the examples divide evenly
 * into the shards.
 *
 * @param options.shardsPerClient at least 1; 2 in the paper, so that most clients see two labels
 */
export function byShards(
  data: Labelled,
  clients: number,
  rng: Rng,
  { shardsPerClient = 2 }: { readonly shardsPerClient?: number } = {},
): Partition {
  const labels = labelsOf(data);
  checkClients(clients, labels.length);
  wholeNumber('shardsPerClient', shardsPerClient, 1);
  const shards = clients * shardsPerClient;
  if (labels.length % shards !== 0) {
    const rule = `divide the ${labels.length} examples into equal shards`;
    throw new ArgumentError('clients × shardsPerClient', rule, shards);
  }
  const size = labels.length / shards;
  const sorted = Uint32Array.from(labels, (_, i) => i).sort(
    (a, b) => labels[a] - labels[b] || a - b,
  );
  const order = rng.permutation(shards);
  return Array.from({ length: clients }, (_, client) => {
    const part = new Uint32Array(shardsPerClient * size);
    for (let i = 0; i < shardsPerClient; i++) {
      const shard = order[client * shardsPerClient + i];
      part.set(sorted.subarray(shard * size, (shard + 1) * size), i * size);
    }
    return part;
  });
}

/**
 * Clients of different sizes, each with the overall label distribution: the shuffled examples in
 * parts whose sizes are log-normal.
 *
 * @param options.sigma at least 0: standard deviation of the logarithm of the sizes beyond the minimum;
 *   0 makes them equal. Default 1
 * @param options.minimum fewest examples of a client, at least 1 (default)
 */
export function quantitySkew(
  data: Labelled,
  clients: number,
  rng: Rng,
  { sigma = 1, minimum = 1 }: { readonly sigma?: number; readonly minimum?: number } = {},
): Partition {
  const size = labelsOf(data).length;
  checkClients(clients, size);
  within('sigma', sigma, 0, 10);
  const sizes = logNormalSizes(size, clients, sigma, minimum, rng.split('sizes'));
  return cut(rng.split('order').permutation(size), sizes);
}

/** The positions grouped by a value, such as the writer of each example, in the values' order. */
export function byGroup(groups: ArrayLike<number>): Map<number, Uint32Array> {
  const members = new Map<number, number[]>();
  for (let i = 0; i < groups.length; i++) {
    const group = members.get(groups[i]);
    if (group) group.push(i);
    else members.set(groups[i], [i]);
  }
  const sorted = [...members].sort(([a], [b]) => a - b);
  return new Map(sorted.map(([group, indices]) => [group, Uint32Array.from(indices)]));
}

/** The labels themselves. */
export function labelsOf(data: Labelled): Uint8Array {
  return 'labels' in data ? data.labels : data;
}

/** `parts` whole numbers that sum up to `size` and differ by at most one. */
export function evenSizes(size: number, parts: number): number[] {
  return Array.from({ length: parts }, (_, i) => Math.floor(size / parts) + +(i < size % parts));
}

/** Throws an `ArgumentError` unless there is at least one client and an example for each. */
export function checkClients(clients: number, examples: number, argument = 'clients'): void {
  wholeNumber(argument, clients, 1);
  if (clients > examples) {
    throw new ArgumentError(argument, `be at most ${examples}, the number of examples`, clients);
  }
}

function cut(order: Uint32Array, sizes: readonly number[]): Partition {
  let start = 0;
  return sizes.map((size) => order.slice(start, (start += size)));
}
