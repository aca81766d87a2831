import { positive } from '../../core/check';
import type { UpdateAttack } from './attack';

/**
 * Attackers send their update with the opposite sign, −s·Δ: the model climbs where it should descend
 * (Li et al. 2019, "RSA: Byzantine-robust stochastic aggregation methods").
 *
 * ```ts
 * const attack = { update: fl.attacks.signFlip(10) };
 * ```
 *
 * @param scale s > 0; default 1
 */
export function signFlip(scale = 1): UpdateAttack {
  positive('scale', scale);
  return {
    name: `sign flip × ${scale}`,
    knows: 'own',
    trains: true,
    change(update) {
      for (let i = 0; i < update.length; i++) update[i] *= -scale;
    },
  };
}
