import type { UpdateAttack } from './attack';

/**
 * Attackers send an update in which no number is one: what a crash, an overflow or malice may leave, and
 * what a server has to notice before it adds it to anything.
 *
 * ```ts
 * const attack = { update: fl.attacks.notANumber() };
 * ```
 */
export function notANumber(): UpdateAttack {
  return {
    name: 'not a number',
    knows: 'own',
    trains: true,
    change: (update) => void update.fill(NaN),
  };
}
