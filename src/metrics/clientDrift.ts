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
 * "SCAFFOLD: Stochastic controlled averaging for federated learning", section 3). Clients count equally.
 *
 * @param updates at least one, all of the same length
 */
export function clientDrift(updates: readonly Float32Array[]): ClientDrift {
  const count = updates.length;
  if (count === 0) throw new ArgumentError('updates', 'hold at least one', updates);
  const size = updates[0].length;
  updates.forEach(({ length }, k) => {
    if (length !== size) throw new ArgumentError(`updates[${k}]`, `hold ${size} numbers`, length);
  });
  const mean = new Float64Array(size);
  for (const update of updates) for (let i = 0; i < size; i++) mean[i] += update[i] / count;
  const meanLength = Math.sqrt(dot(mean, mean));
  let [length, distance, cosine] = [0, 0, 0];
  for (const update of updates) {
    const own = Math.sqrt(dot(update, update));
    const product = dot(update, mean);
    length += own / count;
    // Rounding may leave a tiny bit less than 0 where a client is the mean.
    distance += Math.sqrt(Math.max(0, own ** 2 - 2 * product + meanLength ** 2)) / count;
    if (own > 0 && meanLength > 0) cosine += product / (own * meanLength) / count;
  }
  return { length, meanLength, distance, cosine };
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
