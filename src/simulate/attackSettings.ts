import { attackedTrainer } from '../attacks/poisoning/attackedTrainer';
import { attackName, makeAttack } from '../attacks/poisoning/catalogue';
import { attackerCount, chooseAttackers } from '../attacks/poisoning/chooseAttackers';
import { poisonedClients } from '../attacks/poisoning/poisonedClients';
import { counted } from '../core/counted';
import { ArgumentError } from '../core/errors';
import type { Rng } from '../core/rng';
import type { AnyDataset } from '../data/dataset';
import { heldOut } from '../data/federatedDataset';
import type { FederatedDataset } from '../data/federatedDataset';
import { namingAttack } from '../options/attackErrors';
import type { FilledSettings } from '../options/table';
import type { LocalTrainer } from '../training/localTrainer';

/** The bad clients of a run. */
export interface BadClients {
  readonly name: string;
  /** Their ids. */
  readonly attackers: readonly string[];
  /** The clients, with poisoned examples if the attack poisons them. */
  readonly federated: FederatedDataset<AnyDataset>;
  /** What a backdoor's success is measured on. */
  readonly backdoorTest?: AnyDataset;
  /** The trainer with what attackers send. */
  readonly trainer: (honest: LocalTrainer) => LocalTrainer;
}

/** Throws an `ArgumentError` for attacks that would have no effect. */
export function checkAttack({ attack: text, strategy, colluding }: FilledSettings): void {
  if (text === undefined) return;
  const { update } = makeAttack(text);
  if (strategy === 'local') {
    const rule = 'be left out with --strategy local: no client gets what another one sends';
    throw new ArgumentError('--attack', rule, text);
  }
  if (strategy === 'centralized' && update) {
    const rule = 'poison examples alone with --strategy centralized: no updates are sent';
    throw new ArgumentError('--attack', rule, text);
  }
  if (colluding && !update) {
    const rule =
      'be left out with an attack on examples alone: each attacker sends what it learned';
    throw new ArgumentError('--colluding', rule, true);
  }
}

/** Throws an `ArgumentError` for an attack that cannot go on where it was. */
export function checkResumable({ attack: text }: FilledSettings): void {
  if (text === undefined || !makeAttack(text).update?.remembers) return;
  const rule =
    'be left out with this attack: its clients need the model of their last round, which no checkpoint has';
  throw new ArgumentError('--resume', rule, true);
}

/**
 * The bad clients that the options ask for, if any.
 *
 * @param rng the seed's stream
 * @throws ArgumentError for more attackers than clients, and for an attack that does not fit the data
 */
export function badClients(
  { attack: text, attackers: size, colluding = false }: FilledSettings,
  federated: FederatedDataset<AnyDataset>,
  rng: Rng,
): BadClients | undefined {
  if (text === undefined) return undefined;
  const { data, update } = makeAttack(text);
  const attackers = chooseAttackers(federated.clientIds, attackerCount(size!), rng);
  return namingAttack(() => {
    const poisoned = data
      ? poisonedClients(federated, { attackers, attack: data, rng: rng.split('poison') })
      : federated;
    // Reads one of them, so that a class or patch that does not fit is refused before the first round.
    poisoned.client(attackers[0]);
    const backdoorTest = data?.test?.(federated.centralTest ?? heldOut(federated));
    return {
      name: attackName({ data, update }),
      attackers,
      federated: poisoned,
      ...(backdoorTest && { backdoorTest }),
      trainer: (honest) =>
        update ? attackedTrainer(honest, { attackers, attack: update, colluding }) : honest,
    };
  });
}

/** `attack: sign flip × 10 by 2 of 10 clients` */
export function attackText({ name, attackers, federated }: BadClients): string {
  return `attack: ${name} by ${attackers.length} of ${counted(federated.clientIds.length, 'client')}`;
}
