import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes as systemBytes,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/*
 * All cryptography of secure aggregation, behind a few functions over bytes: here Node's, which is
 * OpenSSL's. Nothing else in this room imports a cryptographic library.
 */

/** A key pair on Curve25519: 32 bytes each, as in RFC 7748. */
export interface KeyPair {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
  /**
   * X25519 (RFC 7748, section 5): the same 32 bytes for both sides. Undefined for a public key that is
   * not 32 bytes long or has small order, with which nothing is secret (section 6.1).
   */
  agree(publicKey: Uint8Array): Uint8Array | undefined;
}

/** Bytes of a key, of a seed, and of what two keys agree on. */
export const keyBytes = 32;

/** Bytes that {@link seal} adds to a text: a nonce and a tag. */
export const sealBytes = 12 + 16;

/** Random bytes of the system's cryptographic generator. */
export function randomBytes(count: number): Uint8Array {
  return plain(systemBytes(count));
}

/** A new X25519 key pair. */
export function createKeyPair(): KeyPair {
  const { privateKey } = generateKeyPairSync('x25519');
  return keyPair(privateKey, fromBase64(privateKey.export({ format: 'jwk' }).d!));
}

/** The key pair of a private key: any 32 bytes. */
export function keyPairOf(privateKey: Uint8Array): KeyPair {
  // The public half, which a JSON Web Key needs, is not looked at: it is computed from the private one.
  const key = { ...curve, x: base64(new Uint8Array(keyBytes)), d: base64(privateKey) };
  return keyPair(createPrivateKey({ key, format: 'jwk' }), privateKey);
}

/** Node reads raw keys as JSON Web Keys (RFC 8037); other encodings take ten times as long. */
const curve = { kty: 'OKP', crv: 'X25519' };

function keyPair(key: KeyObject, privateKey: Uint8Array): KeyPair {
  return {
    privateKey,
    publicKey: fromBase64(createPublicKey(key).export({ format: 'jwk' }).x!),
    agree(publicKey) {
      if (publicKey.length !== keyBytes) return undefined;
      try {
        const theirs = { ...curve, x: base64(publicKey) };
        const shared = diffieHellman({
          privateKey: key,
          publicKey: createPublicKey({ key: theirs, format: 'jwk' }),
        });
        return shared.some((byte) => byte !== 0) ? plain(shared) : undefined;
      } catch {
        return undefined; // OpenSSL refuses points of small order.
      }
    },
  };
}

/** HKDF with SHA-256 (RFC 5869): `length` bytes from a secret, separated by salt and info. */
export function hkdf(
  secret: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array,
  length = keyBytes,
): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, salt, info, length));
}

/** SHA-256: 32 bytes. */
export function sha256(text: Uint8Array): Uint8Array {
  return plain(createHash('sha256').update(text).digest());
}

/**
 * AES-256-GCM: 12 bytes of random nonce, the ciphertext, 16 bytes of tag.
 *
 * @param context authenticated but not sent: who writes to whom in which session
 */
export function seal(key: Uint8Array, text: Uint8Array, context: Uint8Array): Uint8Array {
  const nonce = systemBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(context);
  return plain(Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]));
}

/** What was sealed with this key and context; undefined for anything else. */
export function open(
  key: Uint8Array,
  sealed: Uint8Array,
  context: Uint8Array,
): Uint8Array | undefined {
  if (sealed.length < sealBytes) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12))
    .setAAD(context)
    .setAuthTag(sealed.subarray(-16));
  try {
    return plain(Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]));
  } catch {
    return undefined;
  }
}

/** As many numbers as {@link keystream} makes at once: few enough to stay in a processor's cache. */
const mostNumbers = 1 << 14;
const zeros = new Uint8Array(4 * mostNumbers);

/**
 * The generator that makes a mask from a seed of 32 bytes: the keystream of AES-256 in counter mode
 * (NIST SP 800-38A), with the seed as key and a counter that starts at 16 bytes of 0. Number i is made of
 * the keystream's bytes 4i … 4i + 3, the lowest first. A seed must not be used for anything else.
 *
 * @param count how many numbers in all
 * @returns the numbers in order, in pieces
 */
export function* keystream(seed: Uint8Array, count: number): Generator<Uint32Array> {
  const cipher = createCipheriv('aes-256-ctr', seed, new Uint8Array(16));
  for (let done = 0; done < count; done += mostNumbers) {
    const length = Math.min(mostNumbers, count - done);
    const bytes = cipher.update(zeros.subarray(0, 4 * length));
    yield bytes.byteOffset % 4 === 0
      ? new Uint32Array(bytes.buffer, bytes.byteOffset, length)
      : new Uint32Array(plain(bytes).buffer);
  }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const fromBase64 = (text: string): Uint8Array => plain(Buffer.from(text, 'base64url'));

/** A copy that is not a Buffer: equal bytes are equal values. */
function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}
