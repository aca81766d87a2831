import { wholeNumber, within } from '../../core/check';

/** What a neighborhood must withstand. */
export interface NeighborhoodOptions {
  /** Clients of a round. */
  readonly clients: number;
  /** The share of a neighborhood that recovers its secrets, in (1/2, 1]; default 2/3. */
  readonly threshold?: number;
  /** The share of the clients that conspire with the server, in [0, 1]; default 0.1. */
  readonly corrupted?: number;
  /** The share of the clients that drop out, in [0, 1]; default 0.1. */
  readonly dropouts?: number;
  /** σ: privacy fails with a probability of at most 2^−σ; default 40. */
  readonly securityBits?: number;
  /** η: the sum cannot be recovered with a probability of at most 2^−η; default 20. */
  readonly failureBits?: number;
}

/**
 * The least even number of neighbors k with which a round is as good as one in which everybody is
 * everybody's neighbor, but for the stated probabilities (Bell et al. 2020, section 3: its conditions on
 * "good" graphs, checked here on the exact distributions instead of their Chernoff bounds). With
 * t = ⌈threshold · (k + 1)⌉ and a random circle of n clients:
 *
 * - nobody has t conspirators among its neighbors: n · P(H(n − 1, ⌊corrupted · n⌋, k) ≥ t) ≤ 2^−σ / 2;
 * - the honest survivors stay connected, so that the server sees one sum and not several: no k / 2
 *   clients in a row are corrupted or gone, n · (corrupted + dropouts)^(k/2) ≤ 2^−σ / 2;
 * - everybody keeps t neighbors: n · P(H(n − 1, ⌊dropouts · n⌋, k) > k − t) ≤ 2^−η;
 *
 * where H is hypergeometric and each bound is a union over the clients. k grows as log n. For few clients it
 * is n − 1: everybody.
 *
 * ```ts
 * fl.secureAggregation.neighborhoodSize({ clients: 1000 });
 * ```
 */
export function neighborhoodSize(options: NeighborhoodOptions): number {
  const { clients: n, threshold = 2 / 3, corrupted = 0.1, dropouts = 0.1 } = options;
  const { securityBits = 40, failureBits = 20 } = options;
  wholeNumber('clients', n, 2, 1e6);
  within('threshold', threshold, 0.5, 1);
  within('corrupted', corrupted, 0, 1);
  within('dropouts', dropouts, 0, 1);
  const privacy = -securityBits * Math.LN2 - Math.LN2;
  const correctness = -failureBits * Math.LN2;
  const logs = logFactorials(n);
  const each = Math.log(n);
  const [spies, gone] = [Math.floor(corrupted * n), Math.floor(dropouts * n)];
  for (let k = 2; k < n - 1; k += 2) {
    const t = Math.ceil(threshold * (k + 1));
    const apart = each + (k / 2) * Math.log(Math.min(1, corrupted + dropouts));
    if (apart > privacy) continue;
    if (each + logTail(logs, n - 1, spies, k, t) > privacy) continue;
    if (each + logTail(logs, n - 1, gone, k, k - t + 1) <= correctness) return k;
  }
  return n - 1;
}

/** ln P(X ≥ least) of the marked ones among `drawn` of `all`, of which `marked` are. */
function logTail(
  logs: Float64Array,
  all: number,
  marked: number,
  drawn: number,
  least: number,
): number {
  const choose = (n: number, k: number): number => logs[n] - logs[k] - logs[n - k];
  let sum = 0;
  const low = Math.max(least, drawn - (all - marked), 0);
  for (let x = low; x <= Math.min(marked, drawn); x++) {
    sum += Math.exp(choose(marked, x) + choose(all - marked, drawn - x) - choose(all, drawn));
  }
  return Math.log(Math.min(1, sum));
}

function logFactorials(n: number): Float64Array {
  const logs = new Float64Array(n + 1);
  for (let i = 1; i <= n; i++) logs[i] = logs[i - 1] + Math.log(i);
  return logs;
}
