import { attacks, makeAttack } from '../../attacks/poisoning/catalogue';
import type { Attack } from '../../attacks/poisoning/attack';
import { ArgumentError } from '../../core/errors';
import type { NamedParts } from '../../core/namedParts';

/** The attacks that need nobody else's update. */
const together: readonly string[] = ['alie', 'innerproduct'];

/** The attacks that one client of a real federation can do, for the help. */
export const loneAttacks: NamedParts<Attack> = Object.fromEntries(
  Object.entries(attacks).filter(([name]) => !together.includes(name)),
);

/** Makes an attack of a client that knows its own update alone. Throws an `ArgumentError`. */
export function makeLoneAttack(text: string): Attack {
  const attack = makeAttack(text);
  if (!attack.update || attack.update.knows === 'own') return attack;
  const rule =
    'be one that needs no other client’s update: a client of a real federation sees none';
  throw new ArgumentError('attack', rule, text);
}
