import { wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import type { Rng } from '../../core/rng';
import {
  type Partition,
  byGroup,
  checkClients,
  evenSizes,
  labelsOf,
  type Targets,
} from './partition';

/**
 * Exactly `labelsPerClient` labels per client ("#C = k" of Li et al. 2022, "Federated Learning on
 * Non-IID Data Silos", but with every example used): each label gets a number of clients
 * proportional to its number of examples, which are divided evenly among these clients, to within
 * one example. Which client has which labels is random.
 *
 * Throws an `ArgumentError` if a label would have no client, or too few examples for the clients
 * that would share it.
 *
 * @param options.labelsPerClient from 1 (default 2) to the number of labels that the examples have
 * @param options.bins of examples with a number to predict: how many labels are made of it, from 2 to 256
 * (default 10); see `quantileBins`
 */
export function byLabels(
  data: Targets,
  clients: number,
  rng: Rng,
  { labelsPerClient = 2, bins }: { readonly labelsPerClient?: number; readonly bins?: number } = {},
): Partition {
  const labels = labelsOf(data, bins);
  checkClients(clients, labels.length);
  const groups = [...byGroup(labels)].map(([label, members]) =>
    rng.split('label', label).shuffle(members),
  );
  wholeNumber('labelsPerClient', labelsPerClient, 1, groups.length);
  const shuffled = rng.split('groups').shuffle(groups);
  const holders = holdersOf(shuffled, clients, labelsPerClient);
  const holds = chooseLabels(holders, clients, labelsPerClient, rng.split('clients'));
  return deal(shuffled, holds);
}

/** How many clients have each label: each additional client goes where the parts are largest. */
function holdersOf(
  groups: readonly Uint32Array[],
  clients: number,
  labelsPerClient: number,
): number[] {
  const places = clients * labelsPerClient;
  const argument = 'clients × labelsPerClient';
  if (places < groups.length) {
    throw new ArgumentError(argument, `be at least ${groups.length}, the number of labels`, places);
  }
  const most = groups.map(({ length }) => Math.min(clients, length));
  const possible = most.reduce((sum, count) => sum + count, 0);
  if (places > possible) {
    const rule = `be at most ${possible}: some labels have fewer examples than clients`;
    throw new ArgumentError(argument, rule, places);
  }
  const holders = groups.map(() => 1);
  for (let place = groups.length; place < places; place++) {
    const parts = groups.map(({ length }, i) => (holders[i] < most[i] ? length / holders[i] : 0));
    holders[parts.indexOf(Math.max(...parts))]++;
  }
  return holders;
}

/**
 * The labels of each client. The clients, in random order, take the labels that the most clients
 * must still take; since no label has more places than there are clients left, all places are
 * filled.
 */
function chooseLabels(
  holders: readonly number[],
  clients: number,
  labelsPerClient: number,
  rng: Rng,
): number[][] {
  const open = [...holders];
  const holds: number[][] = Array.from({ length: clients }, () => []);
  for (const client of rng.permutation(clients)) {
    const order = rng.shuffle(open.map((_, label) => label)).sort((a, b) => open[b] - open[a]);
    holds[client] = order.slice(0, labelsPerClient);
    for (const label of holds[client]) open[label]--;
  }
  return holds;
}

/**
 * Divides each label evenly among its clients; leftovers go to the clients with the fewest so far.
 */
function deal(groups: readonly Uint32Array[], holds: readonly (readonly number[])[]): Partition {
  const parts: number[][] = holds.map(() => []);
  groups.forEach((members, label) => {
    const sharing = holds.flatMap((labels, client) => (labels.includes(label) ? [client] : []));
    sharing.sort((a, b) => parts[a].length - parts[b].length);
    let start = 0;
    evenSizes(members.length, sharing.length).forEach((size, i) => {
      for (const index of members.subarray(start, start + size)) parts[sharing[i]].push(index);
      start += size;
    });
  });
  return parts.map((part) => Uint32Array.from(part));
}
