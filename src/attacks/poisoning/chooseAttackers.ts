import { upTo, wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import type { Rng } from '../../core/rng';

/** How many clients attack: a number of them, or a share in (0, 1], rounded to whole clients. */
export type AttackerCount = { readonly count: number } | { readonly share: number };

/**
 * Draws the clients that attack; each set of them is equally likely. Which ones depends on
 * their positions and the stream's key alone, and a smaller number of them is a part of a larger one, so
 * that runs with more and more attackers can be compared.
 *
 * ```ts
 * const attackers = fl.attacks.chooseAttackers(digits.clientIds, { share: 0.2 }, rng);
 * ```
 *
 * @returns ids in the order of `ids`
 * @throws ArgumentError for fewer than one attacker or more than there are clients
 */
export function chooseAttackers(
  ids: readonly string[],
  size: AttackerCount,
  rng: Rng,
): readonly string[] {
  const drawn = new Set(rng.split('attackers').sample(ids, countOf(ids.length, size)));
  return ids.filter((id) => drawn.has(id));
}

function countOf(clients: number, size: AttackerCount): number {
  if ('count' in size) return wholeNumber('attackers', size.count, 1, clients);
  const share = upTo('attackers', size.share, 1);
  const count = Math.round(share * clients);
  if (count > 0) return count;
  const rule = `be a share that makes at least one of ${clients} clients an attacker`;
  throw new ArgumentError('attackers', rule, share);
}

/** A number of attackers as commands take it: a share if it is below 1. */
export function attackerCount(attackers: number): AttackerCount {
  return attackers < 1 ? { share: attackers } : { count: attackers };
}
