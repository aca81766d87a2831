import { Buffer } from '../../platform/bytes';
import { hkdf, sha256 } from '../primitives/crypto';
import type { KeyPair } from '../primitives/crypto';

/*
 * What is derived from keys, and how. Every derivation is HKDF with SHA-256, the session's id as salt,
 * and an info of the text `federated secure aggregation 1: LABEL` in ASCII and two indices of 4 bytes,
 * big endian: nothing derived in one session, for one purpose or pair is of use in another.
 */

/** The prefix of everything that is derived or signed. */
const protocol = 'federated secure aggregation 1: ';

const encoder = new TextEncoder();

/** A text of the protocol and numbers of 4 bytes, big endian. */
export function labeled(label: string, ...numbers: readonly number[]): Uint8Array {
  const text = encoder.encode(protocol + label);
  const bytes = new Uint8Array(text.length + 4 * numbers.length);
  bytes.set(text);
  const view = new DataView(bytes.buffer);
  numbers.forEach((number, i) => {
    view.setUint32(text.length + 4 * i, number);
  });
  return bytes;
}

/** One piece after the other. */
export function joined(...pieces: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(pieces));
}

/**
 * The seed of the mask that two clients share; the same for both. Undefined for an invalid public key.
 * Label `mask`, the smaller index first.
 */
export function maskSeed(
  session: Uint8Array,
  [own, pair]: readonly [index: number, pair: KeyPair],
  [other, publicKey]: readonly [index: number, publicKey: Uint8Array],
): Uint8Array | undefined {
  const shared = pair.agree(publicKey);
  const info = labeled('mask', Math.min(own, other), Math.max(own, other));
  return shared && hkdf(shared, session, info);
}

/** The key that seals the one envelope from a client to another. Label `envelope`, the sender first. */
export function envelopeKey(
  shared: Uint8Array,
  session: Uint8Array,
  from: number,
  to: number,
): Uint8Array {
  return hkdf(shared, session, labeled('envelope', from, to));
}

/** What an envelope's tag covers besides its text: session, sender and receiver. */
export function envelopeContext(session: Uint8Array, from: number, to: number): Uint8Array {
  return joined(session, labeled('envelope', from, to));
}

/** Binds a client to its self-mask's seed without giving it away. Label `commitment`, its index twice. */
export function commitmentTo(seed: Uint8Array, session: Uint8Array, owner: number): Uint8Array {
  return hkdf(seed, session, labeled('commitment', owner, owner));
}

/** What an identity signs in round 0. */
export function keyStatement(
  session: Uint8Array,
  index: number,
  cipherKey: Uint8Array,
  maskKey: Uint8Array,
): Uint8Array {
  return joined(labeled('keys', index), session, cipherKey, maskKey);
}

/** What an identity signs in round 3: the survivors in ascending order. */
export function survivorStatement(session: Uint8Array, survivors: readonly number[]): Uint8Array {
  return joined(labeled('survivors', ...survivors), session);
}

/**
 * Without identities, what takes the signature's place: 32 bytes that only the two clients can compute.
 * Label `proof`, the sender first; the info ends with the SHA-256 of the statement.
 */
export function survivorProof(
  shared: Uint8Array,
  session: Uint8Array,
  [from, to]: readonly [from: number, to: number],
  statement: Uint8Array,
): Uint8Array {
  return hkdf(shared, session, joined(labeled('proof', from, to), sha256(statement)));
}
