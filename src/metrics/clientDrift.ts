import { nonNegative, positive } from '../core/check';
import { ArgumentError } from '../core/errors';

/** How far clients move in a round, and how far apart from one another. */
export interface ClientDrift {
  /** Mean length ‖Δₖ‖ of the clients' updates. */
  readonly length: number;
  /** Length ‖Δ̄‖ of their mean: what averaging leaves. */
  readonly meanLength: number;
  /** Mean distance ‖Δₖ − Δ̄‖ of the clients from their mean. */
  readonly distance: number;
  /**
   * Mean cosine of the angle between a client's update and the mean, in [-1, 1]; an update of zeros
   * counts as 0. For n updates of equal length at right angles to one another it is 1/√n.
   */
  readonly cosine: number;
}

/**
 * Client drift: what clients that train from the same model disagree about (Karimireddy et al. 2020,
 * "SCAFFOLD: Stochastic controlled averaging for federated learning", section 3).
 *
 * Given the clients' examples, all means are weighted by them, as FedAvg's server weights updates:
 * `meanLength` is then the length of the step that it takes.
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
  const meanLength = Math.sqrt(dot(mean, mean));
  let [length, distance, cosine] = [0, 0, 0];
  updates.forEach((update, k) => {
    const own = Math.sqrt(dot(update, update));
    const product = dot(update, mean);
    length += own * shares[k];
    // Rounding may leave a tiny bit less than 0 where a client is the mean.
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

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
