import { positive } from '../../core/check';
import { seededNoise } from '../../core/noise';
import { fillNormal } from '../../core/normalVector';
import type { UpdateAttack } from './attack';

/**
 * Attackers send Gaussian noise of mean 0 in place of an update (Blanchard et al. 2017, "Machine learning
 * with adversaries: Byzantine tolerant gradient descent", with a standard deviation of 200).
 *
 * ```ts
 * const attack = { update: fl.attacks.gaussianUpdate(1) };
 * ```
 *
 * @param deviation of each number, > 0
 */
export function gaussianUpdate(deviation: number): UpdateAttack {
  positive('deviation', deviation);
  return {
    name: `Gaussian noise of ${deviation}`,
    knows: 'own',
    trains: true,
    change(update, { rng }) {
      fillNormal(update, deviation, seededNoise(rng));
    },
  };
}
