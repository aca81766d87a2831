import { nonNegative, positive } from '../core/check';
import { ArgumentError } from '../core/errors';
import { dotProduct, norm } from '../core/vector';

/** How far clients move in a round, and how far apart they end up. */
export interface ClientDrift {
  /** Mean length ‖Δₖ‖ of the clients' updates. */
  readonly length: number;
  /** Length ‖Δ̄‖ of their mean: what is left after averaging. */
  readonly meanLength: number;
  /** Mean distance ‖Δₖ − Δ̄‖ of the clients' updates from their mean. */
  readonly distance: number;
  /**
   * Mean cosine of the angle between a client's update and the mean, in [-1, 1]; an update of zeros
   * counts as 0. For n mutually orthogonal updates of equal length it is 1/√n.
   */
  readonly cosine: number;
}

/**
 * Client drift: how much clients that train from the same model disagree (Karimireddy et al. 2020,
 * "SCAFFOLD: Stochastic controlled averaging for federated learning", section 3).
 *
 * If `examples` is given, all means are weighted by it, as FedAvg's server weights updates;
 * `meanLength` is then the length of the server's step.
 *
 * @param updates at least one, all of the same length
 * @param examples of each client, >= 0 and not all 0; by default clients count equally
 */
export function clientDrift(
  updates: readonly Float32Array[],
  examples: readonly number[] = updates.map(() => 1),
): ClientDrift {
  const count = updates.length;
  if (count === 0) throw new ArgumentError('updates', 'hold at least one', updates);
  const size = updates[0].length;
  updates.forEach(({ length }, k) => {
    if (length !== size) throw new ArgumentError(`updates[${k}]`, `hold ${size} numbers`, length);
  });
  const shares = sharesOf(examples, count);
  const mean = new Float64Array(size);
  updates.forEach((update, k) => {
    for (let i = 0; i < size; i++) mean[i] += update[i] * shares[k];
  });
  const meanLength = norm(mean);
  let [length, distance, cosine] = [0, 0, 0];
  updates.forEach((update, k) => {
    const own = norm(update);
    const product = dotProduct(update, mean);
    length += own * shares[k];
    // Rounding may give slightly less than 0 for a client that equals the mean.
    distance += Math.sqrt(Math.max(0, own ** 2 - 2 * product + meanLength ** 2)) * shares[k];
    if (own > 0 && meanLength > 0) cosine += (product / (own * meanLength)) * shares[k];
  });
  return { length, meanLength, distance, cosine };
}

/** Each client's share of all examples. */
function sharesOf(examples: readonly number[], clients: number): number[] {
  if (examples.length !== clients) {
    throw new ArgumentError(
      'examples',
      `hold a number for each of ${clients} updates`,
      examples.length,
    );
  }
  const total = examples.reduce((sum, n, k) => sum + nonNegative(`examples[${k}]`, n), 0);
  positive('the sum of examples', total);
  return examples.map((n) => n / total);
}
