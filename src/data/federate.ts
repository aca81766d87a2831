import { counted } from '../core/counted';
import { ArgumentError, FederatedError } from '../core/errors';
import type { Rng } from '../core/rng';
import { checkSameKind, type AnyDataset, kindOf, type Dataset } from './dataset';
import { subset } from './datasetParts';
import { type ClientsOf, type FederatedDataset, unknownClient } from './federatedDataset';
import type { Partition } from './partition/partition';

/** Options of `federate`. */
export interface FederateOptions<D extends AnyDataset = Dataset> {
  /** Short name of the data, as in `FederatedDataset`. */
  readonly name: string;
  /** One sentence: what the data is and where the clients come from. */
  readonly description: string;
  /** Whether the clients are synthetic rather than real writers. */
  readonly simulated: boolean;
  readonly dataset: D;
  /**
   * The examples of each client; disjoint, none empty. Examples that no client has are left out.
   */
  readonly partition: Partition;
  /** One unique id per client, in the partition's order; default `client-001`, `client-002`, … */
  readonly ids?: readonly string[];
  /** Share of each client's examples held out for testing, in [0, 1). */
  readonly heldOut: number;
  /** Determines which examples are held out and the order of the others. */
  readonly rng: Rng;
  /** Test examples that belong to no client, of the same shape and classes. */
  readonly centralTest?: D;
}

/**
 * Distributes a dataset's examples to clients. A client with n ≥ 2 examples tests on
 * `round(heldOut n)` of them, at least 1 (unless `heldOut` is 0) and at most n - 1, chosen by the
 * seed and its id; a single example is used for training. Examples are copied when `client` is
 * called.
 */
export function federate<D extends AnyDataset>(options: FederateOptions<D>): FederatedDataset<D> {
  const { name, description, simulated, dataset, partition, heldOut, rng, centralTest } = options;
  const ids = options.ids ?? numberedIds('client', partition.length);
  check(dataset, partition, ids, heldOut);
  if (centralTest) checkSameKind('centralTest', centralTest, dataset);
  const examples = new Map(ids.map((id, i) => [id, partition[i]]));
  let closed = false;

  const indicesOf = (id: string): Uint32Array => {
    const indices = examples.get(id);
    if (!indices) throw unknownClient(federated, id);
    return indices;
  };
  const federated: ClientsOf<D> = {
    name,
    description,
    simulated,
    clientIds: [...ids].sort(),
    ...(centralTest && { centralTest }),
    client(id) {
      if (closed) throw new FederatedError(`${name} is closed`);
      const shuffled = rng.split('held out', id).shuffle(indicesOf(id).slice());
      const test = testSize(shuffled.length, heldOut);
      return {
        id,
        train: subset(dataset, shuffled.subarray(test)),
        test: subset(dataset, shuffled.subarray(0, test)),
      };
    },
    clientSize(id) {
      const { length } = indicesOf(id);
      const test = testSize(length, heldOut);
      return { train: length - test, test };
    },
    close() {
      closed = true;
    },
  };
  return { ...kindOf(dataset), ...federated };
}

/** `client-001`, `client-002`, …: as many digits as the largest number needs, at least three. */
export function numberedIds(prefix: string, count: number): string[] {
  const digits = Math.max(3, `${count}`.length);
  return Array.from({ length: count }, (_, i) => `${prefix}-${`${i + 1}`.padStart(digits, '0')}`);
}

/** How many of a client's examples are held out; see {@link federate}. */
export function testSize(size: number, heldOut: number): number {
  if (heldOut === 0 || size < 2) return 0;
  return Math.min(size - 1, Math.max(1, Math.round(heldOut * size)));
}

function check(
  dataset: AnyDataset,
  partition: Partition,
  ids: readonly string[],
  heldOut: number,
): void {
  if (!(heldOut >= 0 && heldOut < 1)) {
    throw new ArgumentError('heldOut', 'be at least 0 and below 1', heldOut);
  }
  if (ids.length !== partition.length) {
    throw new ArgumentError(
      'ids',
      `hold one id for each of ${counted(partition.length, 'client')}`,
      ids,
    );
  }
  const known = new Set<string>();
  for (const id of ids) {
    if (known.has(id)) throw new ArgumentError('ids', 'be unique', id);
    known.add(id);
  }
  const taken = new Uint8Array(dataset.size);
  partition.forEach((indices, client) => {
    const argument = `partition[${client}]`;
    if (indices.length === 0) {
      throw new ArgumentError(argument, 'hold at least one example', indices.length);
    }
    for (const index of indices) {
      if (index >= dataset.size) {
        throw new ArgumentError(argument, `hold indices below ${dataset.size}`, index);
      }
      if (taken[index]++) {
        throw new ArgumentError(
          argument,
          'not repeat an example or share one with another client',
          index,
        );
      }
    }
  });
}
