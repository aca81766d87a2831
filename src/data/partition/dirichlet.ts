import { within } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import type { Rng } from '../../core/rng';
import { checkMinimum } from './apportion';
import { dirichletShares } from './dirichletShares';
import { logDirichlet, weightsOf } from './logDirichlet';
import {
  type Partition,
  byGroup,
  checkClients,
  evenSizes,
  labelsOf,
  type Targets,
} from './partition';

/**
 * How the sizes of a Dirichlet partition are determined; see `dirichlet`.
 *
 * ```ts
 * const [, drawn] = fl.data.dirichletSizes;
 * const partition = fl.dirichlet(train, 10, rng, { alpha: 0.5, sizes: drawn });
 * ```
 */
export const dirichletSizes = ['even', 'drawn', 'balanced'] as const;

/** Options of `dirichlet`. */
export interface DirichletOptions {
  /**
   * In [1e-6, 1e6]: near 0, a client has one label as long as it lasts; 0.1 to 1 is usual; for a
   * large alpha, each client has the overall label distribution. The same number means more skew
   * with `even`, where it is the sum of the concentrations: with ten equal labels, 5 is like 0.5
   * with the others.
   */
  readonly alpha: number;
  /** Default `even`. */
  readonly sizes?: (typeof dirichletSizes)[number];
  /** Fewest examples of a client, at least 1 (default) and at most the mean. */
  readonly minimum?: number;
  /**
   * Of examples with a number to predict: how many classes are made of it, from 2 to 256; default 10. See
   * `quantileBins`.
   */
  readonly bins?: number;
}

/**
 * Label skew by a Dirichlet distribution, in one of the literature's forms.
 *
 * - `even` (Hsu et al. 2019, section 3): client k draws its label distribution q ~ Dir(alpha p), p
 *   being the overall label distribution, and its examples by q without replacement. Sizes differ
 *   by at most one. A label whose examples are used up leaves the draw, and a client's q is
 *   renormalized over the labels that remain; this distorts the clients that are served last, so
 *   they are served in random order.
 * - `drawn` (Yurochkin et al. 2019, section 4): each label's examples are divided among the clients
 *   by p ~ Dir(alpha, …, alpha), so that sizes differ, too. Every example is used, and no label
 *   runs out.
 * - `balanced` (the code of Li et al. 2022, "Federated Learning on Non-IID Data Silos"): as
 *   `drawn`, but a client that has reached its even share gets nothing of the labels dealt later.
 *
 * Other implementations draw again until each client has the minimum, which may never end for a
 * small alpha; here, a client with too few gets examples of the largest client's most common label.
 *
 * Examples with a number to predict are divided by its quantile bins in place of labels.
 *
 * The draws are made in logarithms and are therefore correct even for the smallest alpha.
 */
export function dirichlet(
  data: Targets,
  clients: number,
  rng: Rng,
  { alpha, sizes = 'even', minimum = 1, bins }: DirichletOptions,
): Partition {
  const labels = labelsOf(data, bins);
  checkClients(clients, labels.length);
  within('alpha', alpha, 1e-6, 1e6);
  checkMinimum(minimum, labels.length, clients);
  if (!dirichletSizes.includes(sizes)) {
    throw new ArgumentError('sizes', `be one of ${dirichletSizes.join(', ')}`, sizes);
  }
  const stock = [...byGroup(labels)].map(([label, members]) =>
    rng.split('label', label).shuffle(members),
  );
  if (sizes === 'even') return evenlySized(stock, labels.length, clients, alpha, rng);
  return dirichletShares(stock, clients, rng, { alpha, balanced: sizes === 'balanced', minimum });
}

function evenlySized(
  groups: readonly Uint32Array[],
  examples: number,
  clients: number,
  alpha: number,
  rng: Rng,
): Partition {
  const concentrations = groups.map((members) => (alpha * members.length) / examples);
  const stock = groups.map((members) => [...members]);
  const parts = evenSizes(examples, clients).map((size) => new Uint32Array(size));
  for (const client of rng.split('order').permutation(clients)) {
    const own = rng.split('client', client);
    const logits = logDirichlet(concentrations, own);
    const part = parts[client];
    for (let i = 0; i < part.length; i++) part[i] = stock[drawLabel(logits, stock, own)].pop()!;
  }
  return parts;
}

/** A label that still has examples, with probability proportional to exp(logit). */
function drawLabel(
  logits: readonly number[],
  stock: readonly (readonly number[])[],
  rng: Rng,
): number {
  const { weights, heaviest } = weightsOf(logits, (label) => stock[label].length > 0);
  let rest = rng.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
  const drawn = weights.findIndex((weight) => (rest -= weight) < 0);
  return drawn >= 0 ? drawn : heaviest;
}
