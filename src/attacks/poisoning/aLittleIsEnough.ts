import { ArgumentError } from '../../core/errors';
import type { UpdateAttack } from './attack';
import { normalQuantile } from './normalQuantile';

/** Options of {@link aLittleIsEnough}. */
export interface ALittleIsEnoughOptions {
  /** z, a finite number; default {@link largestShift} of the round. */
  readonly z?: number;
  /** Whether attackers see the honest clients' updates; default false: they estimate from their own. */
  readonly omniscient?: boolean;
}

/**
 * "A little is enough" (Baruch et al. 2019, Algorithm 3): all attackers send μ − z·σ, with mean μ and
 * standard deviation σ of each coordinate over the attackers' own honest updates. A shift this small stays
 * within what honest clients differ by, so that rules which drop outliers keep it, and it adds up from
 * round to round. A single attacker has σ = 0 and sends its honest update.
 *
 * ```ts
 * const attack = { update: fl.attacks.aLittleIsEnough() };
 * ```
 */
export function aLittleIsEnough({
  z,
  omniscient = false,
}: ALittleIsEnoughOptions = {}): UpdateAttack {
  if (z !== undefined && !Number.isFinite(z)) {
    throw new ArgumentError('z', 'be a finite number', z);
  }
  return {
    name: 'a little is enough',
    knows: omniscient ? 'honest' : 'colluders',
    trains: true,
    change(update, { round }) {
      const { clients, attackers, mean, deviation } = round!;
      const shift = z ?? largestShift(clients, attackers);
      for (let i = 0; i < update.length; i++) update[i] = mean[i] - shift * deviation[i];
    },
  };
}

/**
 * The largest shift that hides m attackers among n clients (Baruch et al. 2019, Algorithm 3): they need
 * s = ⌊n/2 + 1⌋ − m honest clients that lie even further out for a majority, so
 * z_max = Φ⁻¹((n − m − s)/(n − m)). With few attackers it is negative.
 *
 * Where the paper's formula has no finite value, s is 1 (attackers are a majority by themselves) or n − m − 1
 * (all honest clients would be needed); without two honest clients it is 0.
 *
 * ```ts
 * fl.attacks.largestShift(50, 24); // 1.44
 * ```
 *
 * @param clients n, at least 1
 * @param attackers m, 1 … n
 */
export function largestShift(clients: number, attackers: number): number {
  const honest = clients - attackers;
  if (honest < 2) return 0;
  const needed = Math.floor(clients / 2 + 1) - attackers;
  const supporters = Math.min(Math.max(needed, 1), honest - 1);
  return normalQuantile((honest - supporters) / honest);
}
