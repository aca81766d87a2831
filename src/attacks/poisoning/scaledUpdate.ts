import { positive } from '../../core/check';
import type { UpdateAttack } from './attack';

/**
 * Attackers send γ·Δ. In a mean with equal weights over n clients, one attacker with γ = n replaces the
 * model by its own, if the others have nearly converged: model replacement (Bagdasaryan et al. 2020, "How
 * to backdoor federated learning", equation 3). It makes a backdoor work at once.
 *
 * ```ts
 * const attack = { data: fl.attacks.backdoor({ target: 0 }), update: fl.attacks.scaledUpdate(10) };
 * ```
 *
 * @param factor γ > 0
 */
export function scaledUpdate(factor: number): UpdateAttack {
  positive('factor', factor);
  return {
    name: `update × ${factor}`,
    knows: 'own',
    trains: true,
    change(update) {
      for (let i = 0; i < update.length; i++) update[i] *= factor;
    },
  };
}
