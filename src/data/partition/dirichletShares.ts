import type { Rng } from '../../core/rng';
import { apportion } from './apportion';
import { logDirichlet, weightsOf } from './logDirichlet';
import type { Partition } from './partition';

interface ShareOptions {
  readonly alpha: number;
  readonly balanced: boolean;
  readonly minimum: number;
}

/**
 * Divides each group of positions among the clients by its own draw of Dir(alpha, …, alpha): the forms
 * `drawn` and `balanced` of `dirichlet`.
 *
 * @param groups each in random order; the same groups, options and `rng` give the same partition
 */
export function dirichletShares(
  groups: readonly Uint32Array[],
  clients: number,
  rng: Rng,
  { alpha, balanced, minimum }: ShareOptions,
): Partition {
  const examples = groups.reduce((sum, members) => sum + members.length, 0);
  const shapes = Array<number>(clients).fill(alpha);
  const sizes = Array<number>(clients).fill(0);
  const counts: number[][] = groups.map(() => []);
  // In random order, because balancing distorts those dealt last.
  for (const group of rng.split('groups').permutation(groups.length)) {
    const logits = logDirichlet(shapes, rng.split('shares', group));
    const mayHave = (client: number): boolean => !balanced || sizes[client] * clients < examples;
    const { weights } = weightsOf(logits, mayHave);
    counts[group] = apportion(weights, groups[group].length);
    counts[group].forEach((count, client) => (sizes[client] += count));
  }
  topUp(counts, sizes, minimum);
  return deal(groups, counts, clients);
}

/**
 * Moves examples of the largest client's most common group to clients below the minimum, as many at
 * a time as are needed and can be spared. The minimum is at most the mean, so the largest client
 * always has some to spare.
 */
function topUp(counts: readonly number[][], sizes: number[], minimum: number): void {
  for (let poor = 0; poor < sizes.length; poor++) {
    while (sizes[poor] < minimum) {
      const rich = sizes.indexOf(sizes.reduce((a, b) => Math.max(a, b)));
      const commonest = counts.reduce((a, b) => (b[rich] > a[rich] ? b : a));
      const moved = Math.min(minimum - sizes[poor], sizes[rich] - minimum, commonest[rich]);
      commonest[rich] -= moved;
      commonest[poor] += moved;
      sizes[rich] -= moved;
      sizes[poor] += moved;
    }
  }
}

/** Gives client k the next `counts[group][k]` positions of each group. */
function deal(
  groups: readonly Uint32Array[],
  counts: readonly (readonly number[])[],
  clients: number,
): Partition {
  const next = groups.map(() => 0);
  return Array.from({ length: clients }, (_, client) =>
    Uint32Array.from(
      groups.flatMap((members, group) => {
        const start = next[group];
        next[group] += counts[group][client];
        return [...members.subarray(start, next[group])];
      }),
    ),
  );
}
