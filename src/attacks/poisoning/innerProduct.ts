import { positive } from '../../core/check';
import type { UpdateAttack } from './attack';

/** Options of {@link innerProduct}. */
export interface InnerProductOptions {
  /** ε > 0: a small one hides, one above n/m − 1 turns the mean of n clients with m attackers around. */
  readonly epsilon: number;
  /** Whether attackers see the honest clients' updates, as in the paper; default false: they estimate from their own. */
  readonly omniscient?: boolean;
}

/**
 * Inner-product manipulation (Xie et al. 2020, "Fall of empires: breaking Byzantine-tolerant SGD by inner
 * product manipulation"): all attackers send −ε·μ, with the mean μ of honest updates, so that
 * the aggregate's inner product with the true direction becomes negative.
 *
 * ```ts
 * const attack = { update: fl.attacks.innerProduct({ epsilon: 0.5, omniscient: true }) };
 * ```
 */
export function innerProduct({ epsilon, omniscient = false }: InnerProductOptions): UpdateAttack {
  positive('epsilon', epsilon);
  return {
    name: `inner product, ε ${epsilon}`,
    knows: omniscient ? 'honest' : 'colluders',
    trains: true,
    change(update, { round }) {
      const { mean } = round!;
      for (let i = 0; i < update.length; i++) update[i] = -epsilon * mean[i];
    },
  };
}
