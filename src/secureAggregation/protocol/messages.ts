import { keyBytes, sealBytes } from '../primitives/crypto';
import { shareBytes } from '../primitives/shamir';
import { ProtocolError } from './protocolError';

/*
 * The messages of Bonawitz et al. 2017, "Practical secure aggregation for privacy-preserving machine
 * learning", figure 4, as flat records of numbers, bytes, and lists of them: what a ConfigRecord of
 * Flower holds. Lists of one message that belong together have the same length and order. Clients are
 * numbered from 1 by the server; this number is a client's index and the point of its shares.
 */

/** The stages in which clients send something, in order; each may lose some of them. */
export const clientStages = ['keys', 'shares', 'input', 'consistency', 'unmasking'] as const;

/** A stage in which clients send something. */
export type ClientStage = (typeof clientStages)[number];

/** Bytes of a session's id. */
export const sessionBytes = 32;

/** Server to each client: the terms of one session, which is one round. */
export interface Setup {
  readonly stage: 'setup';
  /** 32 random bytes, different in every round. */
  readonly session: Uint8Array;
  /** The receiver's own. */
  readonly index: number;
  /** How many clients were invited. */
  readonly clients: number;
  /** t: shares that recover a secret; more than half of those that hold its shares. */
  readonly threshold: number;
  /** The least number of clients whose sum may be unmasked. */
  readonly leastSurvivors: number;
  /** Numbers in each vector. */
  readonly size: number;
  /** k of the modulus 2^k: 8, 16, 24 or 32. */
  readonly modulusBits: number;
}

/** Round 0, client to server: its public keys. */
export interface AdvertisedKeys {
  readonly stage: 'keys';
  readonly session: Uint8Array;
  readonly from: number;
  /** c: X25519, for what it sends to other clients. */
  readonly cipherKey: Uint8Array;
  /** s: X25519, for masks. */
  readonly maskKey: Uint8Array;
  /** Of both keys by the client's identity; empty without one. */
  readonly signature: Uint8Array;
}

/** Server to client: the keys of its neighborhood, its own included. */
export interface KeyDirectory {
  readonly stage: 'directory';
  readonly session: Uint8Array;
  readonly indices: readonly number[];
  readonly cipherKeys: readonly Uint8Array[];
  readonly maskKeys: readonly Uint8Array[];
  readonly signatures: readonly Uint8Array[];
}

/** Round 1, client to server: shares of its two secrets, sealed for each neighbor. */
export interface SharedKeys {
  readonly stage: 'shares';
  readonly session: Uint8Array;
  readonly from: number;
  /** To its self-mask's seed, so that wrong shares of it are noticed. */
  readonly commitment: Uint8Array;
  readonly to: readonly number[];
  readonly envelopes: readonly Uint8Array[];
}

/** Server to client: the envelopes for it. */
export interface Envelopes {
  readonly stage: 'envelopes';
  readonly session: Uint8Array;
  readonly from: readonly number[];
  readonly envelopes: readonly Uint8Array[];
}

/** Round 2, client to server: its masked vector. */
export interface MaskedInput {
  readonly stage: 'input';
  readonly session: Uint8Array;
  readonly from: number;
  /** `size` numbers of `modulusBits` / 8 bytes, little endian. */
  readonly values: Uint8Array;
}

/** Server to client: all clients whose vectors arrived, in ascending order. */
export interface Survivors {
  readonly stage: 'survivors';
  readonly session: Uint8Array;
  readonly survivors: readonly number[];
}

/** Round 3, client to server: for each surviving neighbor a proof of the list that it was told. */
export interface ConfirmedSurvivors {
  readonly stage: 'consistency';
  readonly session: Uint8Array;
  readonly from: number;
  readonly to: readonly number[];
  readonly proofs: readonly Uint8Array[];
}

/** Server to client: its neighbors' proofs. */
export interface Proofs {
  readonly stage: 'proofs';
  readonly session: Uint8Array;
  readonly from: readonly number[];
  readonly proofs: readonly Uint8Array[];
}

/** Round 4, client to server: for each neighbor one kind of share, never both. */
export interface UnmaskingShares {
  readonly stage: 'unmasking';
  readonly session: Uint8Array;
  readonly from: number;
  /** Clients that survived, itself included, and shares of their self-masks' seeds. */
  readonly seedOwners: readonly number[];
  readonly seedShares: readonly Uint8Array[];
  /** Clients that dropped out after sharing, and shares of their mask keys. */
  readonly keyOwners: readonly number[];
  readonly keyShares: readonly Uint8Array[];
  /** Neighbors whose envelopes could not be opened. */
  readonly unreadable: readonly number[];
}

/** What a client answers, one kind for each round. */
export type ClientMessage =
  AdvertisedKeys | SharedKeys | MaskedInput | ConfirmedSurvivors | UnmaskingShares;

/** What the server sends a client, one kind for each round. */
export type ServerMessage = Setup | KeyDirectory | Envelopes | Survivors | Proofs;

type Message = ClientMessage | ServerMessage;

/** What a field holds; a number is the length of its bytes, a list of one number that of each entry. */
type Field = 'whole' | 'wholes' | 'bytes' | 'signatures' | number | readonly [number];

const session = sessionBytes;
const from = 'whole';

/** Bytes of a sealed pair of shares. */
export const envelopeBytes = sealBytes + 2 * shareBytes;

/** Every message's fields; those of one group are lists of equal length. */
const layouts: {
  readonly [Name in Message['stage']]: Readonly<
    Record<Exclude<keyof Extract<Message, { stage: Name }>, 'stage'>, Field>
  >;
} = {
  setup: {
    ...{ session, index: 'whole', clients: 'whole', threshold: 'whole' },
    ...{ leastSurvivors: 'whole', size: 'whole', modulusBits: 'whole' },
  },
  keys: { session, from, cipherKey: keyBytes, maskKey: keyBytes, signature: 'bytes' },
  directory: {
    ...{ session, indices: 'wholes', cipherKeys: [keyBytes], maskKeys: [keyBytes] },
    signatures: 'signatures',
  },
  shares: { session, from, commitment: keyBytes, to: 'wholes', envelopes: [envelopeBytes] },
  envelopes: { session, from: 'wholes', envelopes: [envelopeBytes] },
  input: { session, from, values: 'bytes' },
  survivors: { session, survivors: 'wholes' },
  consistency: { session, from, to: 'wholes', proofs: 'signatures' },
  proofs: { session, from: 'wholes', proofs: 'signatures' },
  unmasking: {
    ...{ session, from, seedOwners: 'wholes', seedShares: [shareBytes] },
    ...{ keyOwners: 'wholes', keyShares: [shareBytes], unreadable: 'wholes' },
  },
};

/** Lists of one message that have the same length. */
const parallel: readonly (readonly string[])[] = [
  ['indices', 'cipherKeys', 'maskKeys', 'signatures'],
  ['to', 'envelopes'],
  ['to', 'proofs'],
  ['from', 'envelopes'],
  ['from', 'proofs'],
  ['seedOwners', 'seedShares'],
  ['keyOwners', 'keyShares'],
];

/**
 * Checks that a message is whole and belongs to this stage and session.
 *
 * @param client to blame
 * @throws ProtocolError that says what is wrong
 */
export function checkMessage(
  message: Message,
  stage: Message['stage'],
  expected: Uint8Array | undefined,
  client?: string,
): void {
  const problem = problemOf(message, stage, expected);
  if (problem !== undefined) throw new ProtocolError(stage, problem, client);
}

function problemOf(
  message: unknown,
  stage: Message['stage'],
  expected: Uint8Array | undefined,
): string | undefined {
  if (typeof message !== 'object' || message === null) return 'the message is not a record';
  const given = message as Readonly<Record<string, unknown>>;
  if (given.stage !== stage) return `a message of stage ${String(given.stage)}`;
  for (const [name, field] of Object.entries<Field>(layouts[stage])) {
    if (!holds(field, given[name])) return `the message's ${name} is missing or truncated`;
  }
  for (const group of parallel) {
    const lists = group
      .map((name) => given[name])
      .filter((list): list is unknown[] => Array.isArray(list));
    if (lists.length === group.length && lists.some(({ length }) => length !== lists[0].length)) {
      return `the message's ${group.join(' and ')} differ in length`;
    }
  }
  if (expected && !equalBytes(given.session as Uint8Array, expected)) {
    return 'a message of another session';
  }
  return undefined;
}

function holds(field: Field, value: unknown): boolean {
  const whole = (one: unknown): boolean => Number.isSafeInteger(one) && (one as number) >= 0;
  if (field === 'whole') return whole(value);
  if (field === 'bytes') return value instanceof Uint8Array;
  if (typeof field === 'number') return value instanceof Uint8Array && value.length === field;
  if (!Array.isArray(value)) return false;
  if (field === 'wholes') return value.every(whole) && new Set(value).size === value.length;
  const length = field === 'signatures' ? undefined : field[0];
  return value.every(
    (one) => one instanceof Uint8Array && (length === undefined || one.length === length),
  );
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** Bytes of a message's contents: 4 for each whole number, without names and framing. */
export function messageBytes(message: Message): number {
  let bytes = 0;
  for (const value of Object.values<unknown>({ ...message })) {
    if (typeof value === 'number') bytes += 4;
    if (value instanceof Uint8Array) bytes += value.length;
    if (!Array.isArray(value)) continue;
    for (const one of value) bytes += one instanceof Uint8Array ? one.length : 4;
  }
  return bytes;
}
