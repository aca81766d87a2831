import { positive } from '../core/check';
import { ArgumentError } from '../core/errors';
import { norm as l2Norm } from '../core/vector';
import type { UpdateTransform } from '../updates/updateTransform';

/**
 * Scales a client's update down to an L2 norm of at most `norm`: Δ ← Δ · min(1, norm / ‖Δ‖₂) (Abadi et
 * al. 2016, "Deep learning with differential privacy", Algorithm 1; for federated averaging McMahan et
 * al. 2018, "Learning differentially private recurrent language models", section 2.3). No client can then
 * move the sum by more. Measures the mean norm before clipping, and the share of clipped updates.
 *
 * ```ts
 * const algorithm = fl.fedAvg({ trainer, rng, ...plan, transforms: [fl.privacy.clip(1)] });
 * ```
 *
 * @param norm > 0, over all of the update's numbers together
 */
export function clip(norm: number): UpdateTransform {
  positive('norm', norm);
  return {
    name: 'clip',
    client(update, { bytes }) {
      const before = clipTo(update, norm);
      return { bytes, measures: { norm: before, share: before > norm ? 1 : 0 } };
    },
  };
}

/**
 * Scales a vector in place, down to an L2 norm; returns its norm before. Throws an `ArgumentError` if
 * that is not finite, since no scale makes such a vector short.
 */
export function clipTo(update: Float32Array, norm: number): number {
  const before = l2Norm(update);
  if (!Number.isFinite(before))
    throw new ArgumentError('update', 'be finite to be clipped', before);
  if (before > norm) {
    const scale = norm / before;
    for (let i = 0; i < update.length; i++) update[i] *= scale;
  }
  return before;
}
