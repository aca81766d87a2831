import { wholeNumber, within } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import type { Rng } from '../../core/rng';
import { logNormalSizes } from './apportion';
import { quantileBins } from './quantileBins';
import { arrayType } from '../dataset';
import type { ClassTargets, NumberTargets } from '../dataset';

/**
 * One array of example positions per client. The arrays are disjoint, none is empty, and together
 * they hold each position of the dataset once.
 */
export type Partition = readonly Uint32Array[];

/**
 * What a partition is made from: a dataset, or only each example's label, as a byte, or each example's
 * number to predict.
 */
export type Targets =
  Pick<ClassTargets, 'labels'> | NumberTargets | Uint8Array | Float32Array | Float64Array;

/**
 * Independent and identically distributed: the shuffled examples in `clients` parts whose sizes differ
 * by at most one. Throws an `ArgumentError` for more clients than examples.
 */
export function iid(data: Targets, clients: number, rng: Rng): Partition {
  const size = exampleCount(data);
  checkClients(clients, size);
  return cut(rng.permutation(size), evenSizes(size, clients));
}

/**
 * Few labels per client (McMahan et al. 2017, section 3, "pathological non-IID"): the examples
 * sorted by label, cut into `clients × shardsPerClient` shards of equal size, and `shardsPerClient`
 * random shards dealt to each client. Throws an `ArgumentError` unless the examples divide evenly
 * into the shards.
 *
 * Examples with a number to predict are sorted by it, so that each client has a few ranges of it; their
 * shards may differ by one example.
 *
 * @param options.shardsPerClient at least 1; 2 in the paper, so that most clients see two labels
 */
export function byShards(
  data: Targets,
  clients: number,
  rng: Rng,
  { shardsPerClient = 2 }: { readonly shardsPerClient?: number } = {},
): Partition {
  const values = valuesOf(data);
  checkClients(clients, values.length);
  wholeNumber('shardsPerClient', shardsPerClient, 1);
  const shards = clients * shardsPerClient;
  checkShards(shards, values);
  const sorted = Uint32Array.from(values, (_, i) => i).sort(
    (a, b) => values[a] - values[b] || a - b,
  );
  const cuts = cut(sorted, evenSizes(values.length, shards));
  const order = rng.permutation(shards);
  return Array.from({ length: clients }, (_, client) => {
    const own = order.subarray(client * shardsPerClient, (client + 1) * shardsPerClient);
    return Uint32Array.from(Array.from(own, (shard) => [...cuts[shard]]).flat());
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
  data: Targets,
  clients: number,
  rng: Rng,
  { sigma = 1, minimum = 1 }: { readonly sigma?: number; readonly minimum?: number } = {},
): Partition {
  const size = exampleCount(data);
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

/**
 * The label of each example; of numbers, the quantile bin.
 *
 * @param bins of numbers only: how many bins; default 10
 */
export function labelsOf(data: Targets, bins?: number): Uint8Array {
  const values = valuesOf(data);
  if (!isLabels(values)) return quantileBins(values, bins).labels;
  if (bins === undefined) return values;
  throw new ArgumentError('bins', 'be left out: the examples have classes', bins);
}

type Values = Uint8Array | Float32Array | Float64Array;

/** The label or the number of each example. */
function valuesOf(data: Targets): Values {
  if ('labels' in data) return data.labels;
  const values = 'targets' in data ? data.targets : data;
  if ('targets' in data && data.targetNames.length !== 1) {
    const rule = 'have one number to predict, or be the numbers to divide by';
    throw new ArgumentError('data', rule, data.targetNames);
  }
  if (!isLabels(values)) {
    const bad = values.findIndex((value: number) => !Number.isFinite(value));
    if (bad >= 0) throw new ArgumentError(`targets[${bad}]`, 'be finite', values[bad]);
  }
  return values;
}

function checkShards(shards: number, values: Values): void {
  const { length } = values;
  if (isLabels(values) ? length % shards === 0 : length >= shards) return;
  const rule = isLabels(values)
    ? `divide the ${length} examples into equal shards`
    : `be at most ${length}, the number of examples`;
  throw new ArgumentError('clients × shardsPerClient', rule, shards);
}

/** By name, because an array from another realm is fine, too. */
function isLabels(values: Values): values is Uint8Array {
  return arrayType(values) === 'Uint8Array';
}

function exampleCount(data: Targets): number {
  return 'targets' in data ? data.targets.length / data.targetNames.length : valuesOf(data).length;
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
