import { ArgumentError } from '../core/errors';
import { dotProduct, middle, norm } from '../core/vector';

/** An update's length and direction, as a defense sees them. */
export interface UpdateAlignment {
  /** Euclidean length ‖Δₖ‖. */
  readonly norm: number;
  /** Cosine of the angle between the update and the center, in [-1, 1]; 0 if either is all zeros. */
  readonly cosine: number;
}

/**
 * The length of each update, and the cosine of its angle to the cohort's center: the mean of all
 * updates, each counted equally, or their coordinate-wise median.
 *
 * ```ts
 * const [first] = fl.metrics.updateAlignment(updates, { center: 'median' });
 * first.cosine; // near 1 for a client that agrees with the others, below 0 for a sign flip
 * ```
 *
 * @param updates at least one, all of the same length
 */
export function updateAlignment(
  updates: readonly Float32Array[],
  { center = 'mean' }: { readonly center?: 'mean' | 'median' } = {},
): UpdateAlignment[] {
  if (updates.length === 0) throw new ArgumentError('updates', 'hold at least one', updates);
  const { length: size } = updates[0];
  updates.forEach(({ length }, k) => {
    if (length !== size) throw new ArgumentError(`updates[${k}]`, `hold ${size} numbers`, length);
  });
  const centerUpdate = new Float64Array(size);
  const values = new Float64Array(updates.length);
  const centerOf = center === 'mean' ? meanOf : (all: Float64Array) => middle(all.sort());
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < updates.length; k++) values[k] = updates[k][i];
    centerUpdate[i] = centerOf(values);
  }
  const centerLength = norm(centerUpdate);
  return updates.map((update) => {
    const length = norm(update);
    const scale = length * centerLength;
    // Rounding may give slightly more than 1 for an update that equals the center.
    const cosine =
      scale === 0 ? 0 : Math.max(-1, Math.min(1, dotProduct(update, centerUpdate) / scale));
    return { norm: length, cosine };
  });
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
