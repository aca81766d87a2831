import { createHash } from '../../platform/hashing';
import { randomBytes as systemBytes } from '../../platform/randomness';
import { counterMode, decrypt, encrypt, hkdf as derive } from '../../platform/secrets';

/*
 * All cryptography of secure aggregation, behind a few functions over bytes: in Node it is OpenSSL's, in a
 * page that of the noble libraries. Nothing else in this room uses a cryptographic library.
 */

export { createKeyPair, keyPairOf } from '../../platform/secrets';
export type { KeyPair } from '../../platform/secrets';

/** Bytes of a key, of a seed, and of what two keys agree on. */
export const keyBytes = 32;

const nonceBytes = 12;

/** Bytes that {@link seal} adds to a text: a nonce and a tag. */
export const sealBytes = nonceBytes + 16;

/** Random bytes of the system's cryptographic generator. */
export function randomBytes(count: number): Uint8Array {
  return new Uint8Array(systemBytes(count));
}

/** HKDF with SHA-256 (RFC 5869): `length` bytes from a secret, separated by salt and info. */
export function hkdf(
  secret: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array,
  length = keyBytes,
): Uint8Array {
  return derive(secret, salt, info, length);
}

/** SHA-256: 32 bytes. */
export function sha256(text: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(text).digest());
}

/**
 * AES-256-GCM: 12 bytes of random nonce, the ciphertext, 16 bytes of tag.
 *
 * @param context authenticated but not sent: who writes to whom in which session
 */
export function seal(key: Uint8Array, text: Uint8Array, context: Uint8Array): Uint8Array {
  const nonce = randomBytes(nonceBytes);
  const sealed = new Uint8Array(text.length + sealBytes);
  sealed.set(nonce);
  sealed.set(encrypt(key, nonce, text, context), nonceBytes);
  return sealed;
}

/** What was sealed with this key and context; undefined for anything else. */
export function open(
  key: Uint8Array,
  sealed: Uint8Array,
  context: Uint8Array,
): Uint8Array | undefined {
  if (sealed.length < sealBytes) return undefined;
  return decrypt(key, sealed.subarray(0, nonceBytes), sealed.subarray(nonceBytes), context);
}

/** As many numbers as {@link keystream} makes at once: few enough to stay in a processor's cache. */
const mostNumbers = 1 << 14;

/**
 * The generator that makes a mask from a seed of 32 bytes: the keystream of AES-256 in counter mode
 * (NIST SP 800-38A), with the seed as key and a counter that starts at 16 bytes of 0. Number i is made of
 * the keystream's bytes 4i … 4i + 3, the lowest first. A seed must not be used for anything else.
 *
 * @param count how many numbers in all
 * @returns the numbers in order, in pieces
 */
export function* keystream(seed: Uint8Array, count: number): Generator<Uint32Array> {
  const next = counterMode(seed);
  for (let done = 0; done < count; done += mostNumbers) {
    const length = Math.min(mostNumbers, count - done);
    const bytes = next(4 * length);
    yield bytes.byteOffset % 4 === 0
      ? new Uint32Array(bytes.buffer, bytes.byteOffset, length)
      : new Uint32Array(new Uint8Array(bytes).buffer);
  }
}
