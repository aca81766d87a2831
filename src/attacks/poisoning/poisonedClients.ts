import { ArgumentError } from '../../core/errors';
import type { Rng } from '../../core/rng';
import type { AnyDataset } from '../../data/dataset';
import { unknownClient } from '../../data/federatedDataset';
import type { ClientDataset, FederatedDataset } from '../../data/federatedDataset';
import type { DataAttack } from './attack';

/** Options of {@link poisonedClients}. */
export interface PoisonedClientsOptions {
  /** Ids, each once, at least one. */
  readonly attackers: readonly string[];
  readonly attack: DataAttack;
  /** Client k's part is `rng.split('client', k)`. */
  readonly rng: Rng;
}

/**
 * A federated dataset in which some clients train on poisoned examples. Their test examples, all other
 * clients and `centralTest` stay as they are, so that a model is measured on true labels. An attacker's
 * examples are poisoned on first use and kept until `close`.
 *
 * ```ts
 * const poisoned = fl.attacks.poisonedClients(digits, {
 *   attackers: digits.clientIds.slice(0, 2),
 *   attack: fl.attacks.labelFlip(),
 *   rng: rng.split('poison'),
 * });
 * ```
 *
 * @throws ArgumentError for ids that are unknown or given twice, or none
 */
export function poisonedClients<D extends AnyDataset>(
  federated: FederatedDataset<D>,
  { attackers, attack, rng }: PoisonedClientsOptions,
): FederatedDataset<D> {
  const bad = new Set(checkedAttackers(attackers));
  const known = new Set(federated.clientIds);
  const unknown = attackers.find((id) => !known.has(id));
  if (unknown !== undefined) throw unknownClient(federated, unknown);
  const made = new Map<string, ClientDataset<D>>();
  const poisoned = (id: string): ClientDataset<D> => {
    const client = federated.client(id);
    return { ...client, train: attack.poison(client.train, rng.split('client', id)) };
  };
  return {
    ...federated,
    name: `${federated.name} (${attack.name})`,
    description: `${federated.description} Clients with poisoned examples: ${bad.size} (${attack.name}).`,
    client(id) {
      if (!bad.has(id)) return federated.client(id);
      const client = made.get(id) ?? poisoned(id);
      made.set(id, client);
      return client;
    },
    close() {
      made.clear();
      federated.close();
    },
  };
}

/** The ids. Throws an `ArgumentError` if there is none, or one twice. */
export function checkedAttackers(ids: readonly string[]): readonly string[] {
  if (ids.length > 0 && new Set(ids).size === ids.length) return ids;
  throw new ArgumentError('attackers', 'hold different clients, at least one', ids);
}
