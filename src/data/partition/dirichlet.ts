import { within } from '../../core/check';
import type { Rng } from '../../core/rng';
import {
  type Labelled,
  type Partition,
  byGroup,
  checkClients,
  evenSizes,
  labelsOf,
} from './partition';

/**
 * Label skew by a Dirichlet distribution (Hsu et al. 2019, section 3): client k draws its label
 * distribution q ~ Dir(alpha p), p the labels' shares in the whole, and its examples by q without
 * replacement. Sizes differ by at most one, so no client is empty.
 *
 * A label whose examples are used up leaves the draw, and a client's q is renormalised over the labels
 * that remain; this bends the clients that are served last, so they are served in random order. The
 * draws are made in logarithms and so hold for the smallest alpha.
 *
 * @param options.alpha in [1e-6, 1e6]: near 0 a client has one label while it lasts; 0.1 to 1 is usual;
 *   for a large alpha each client has the labels of the whole
 */
export function dirichlet(
  data: Labelled,
  clients: number,
  rng: Rng,
  { alpha }: { readonly alpha: number },
): Partition {
  const labels = labelsOf(data);
  checkClients(clients, labels.length);
  within('alpha', alpha, 1e-6, 1e6);
  const groups = byGroup(labels);
  const stock = [...groups].map(([label, members]) => [
    ...rng.split('label', label).shuffle(members),
  ]);
  const concentrations = stock.map((members) => (alpha * members.length) / labels.length);
  const parts = evenSizes(labels.length, clients).map((size) => new Uint32Array(size));
  for (const client of rng.split('order').permutation(clients)) {
    const own = rng.split('client', client);
    const logits = concentrations.map((shape) => logGamma(shape, own));
    const part = parts[client];
    for (let i = 0; i < part.length; i++) part[i] = stock[drawLabel(logits, stock, own)].pop()!;
  }
  return parts;
}

/** The logarithm of a gamma draw; gamma draws divided by their sum are a Dirichlet draw. */
function logGamma(shape: number, rng: Rng): number {
  return Math.log(rng.gamma(shape + 1)) + Math.log(1 - rng.uniform()) / shape;
}

/** A label that still has examples, with probability proportional to exp(logit). */
function drawLabel(
  logits: readonly number[],
  stock: readonly (readonly number[])[],
  rng: Rng,
): number {
  const available = stock.map((members, i) => (members.length > 0 ? logits[i] : -Infinity));
  const highest = Math.max(...available);
  const weights = available.map((logit) => Math.exp(logit - highest));
  let rest = rng.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
  const drawn = weights.findIndex((weight) => (rest -= weight) < 0);
  return drawn >= 0 ? drawn : available.indexOf(highest);
}
