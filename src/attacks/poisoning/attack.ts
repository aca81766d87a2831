import type { Rng } from '../../core/rng';
import type { AnyDataset } from '../../data/dataset';

/**
 * Which updates of a round, as honest training gave them, an attack needs: the attacker's own, those of all
 * attackers, or those of all honest clients (if there is one).
 */
export type AttackKnowledge = 'own' | 'colluders' | 'honest';

/** What attackers who hold their updates back until the round's last client has trained know about it. */
export interface RoundKnowledge {
  /** Clients in the round, and attackers among them. */
  readonly clients: number;
  readonly attackers: number;
  /** Mean of each coordinate over the honest updates that the attack knows. */
  readonly mean: Float32Array;
  /** Their standard deviation, from the mean of squares: 0 for one client. */
  readonly deviation: Float32Array;
}

/** What an attacker has at hand when it makes up its update. */
export interface AttackMoment {
  /** The global model that the round began with. */
  readonly parameters: Float32Array;
  /** Where this client's last round began; undefined in its first, and for attacks that do not remember. */
  readonly parametersBefore: Float32Array | undefined;
  /** The attack's own stream for this client and round. */
  readonly rng: Rng;
  /** Present unless the attack knows the attacker's own update alone. */
  readonly round?: RoundKnowledge;
}

/** Model poisoning: what an attacker sends in place of its update. */
export interface UpdateAttack {
  readonly name: string;
  readonly knows: AttackKnowledge;
  /** Whether attackers train; free riders do not, and `change` then gets zeros. */
  readonly trains: boolean;
  /** Whether the attack needs the model of an earlier round, which a resumed run does not have. */
  readonly remembers?: true;
  /** Turns the attacker's honest update into what it sends, in place. */
  readonly change: (update: Float32Array, moment: AttackMoment) => void;
}

/** Data poisoning: what an attacker trains on in place of its examples. */
export interface DataAttack {
  readonly name: string;
  /** A changed copy, of the same size, shape and classes. Throws an `ArgumentError` for data that it does not fit. */
  readonly poison: <D extends AnyDataset>(examples: D, rng: Rng) => D;
  /** For a backdoor: the examples that measure its success, see `backdoorTest`. */
  readonly test?: <D extends AnyDataset>(test: D) => D;
}

/** A bad client's plan: wrong examples, wrong updates, or both. */
export interface Attack {
  readonly data?: DataAttack;
  readonly update?: UpdateAttack;
}
