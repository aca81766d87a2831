import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';

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

/** A new X25519 key pair. */
export function createKeyPair(): KeyPair {
  const { privateKey } = generateKeyPairSync('x25519');
  return keyPair(privateKey, fromBase64(privateKey.export({ format: 'jwk' }).d!));
}

/** The key pair of a private key: any 32 bytes. */
export function keyPairOf(privateKey: Uint8Array): KeyPair {
  // The public half, which a JSON Web Key needs, is not looked at: it is computed from the private one.
  const key = { ...curve, x: base64(new Uint8Array(32)), d: base64(privateKey) };
  return keyPair(createPrivateKey({ key, format: 'jwk' }), privateKey);
}

/** Node reads raw keys as JSON Web Keys (RFC 8037); other encodings take ten times as long. */
const curve = { kty: 'OKP', crv: 'X25519' };

function keyPair(key: KeyObject, privateKey: Uint8Array): KeyPair {
  return {
    privateKey,
    publicKey: fromBase64(createPublicKey(key).export({ format: 'jwk' }).x!),
    agree(publicKey) {
      if (publicKey.length !== 32) return undefined;
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
  length: number,
): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, salt, info, length));
}

/**
 * AES-256-GCM: the ciphertext, then 16 bytes of tag.
 *
 * @param nonce 12 bytes that were never used with this key
 * @param context authenticated but not part of the result
 */
export function encrypt(
  key: Uint8Array,
  nonce: Uint8Array,
  text: Uint8Array,
  context: Uint8Array,
): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(context);
  return plain(Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]));
}

/** What was encrypted with this key, nonce and context; undefined for anything else. */
export function decrypt(
  key: Uint8Array,
  nonce: Uint8Array,
  encrypted: Uint8Array,
  context: Uint8Array,
): Uint8Array | undefined {
  if (encrypted.length < 16) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce)
    .setAAD(context)
    .setAuthTag(encrypted.subarray(-16));
  try {
    return plain(Buffer.concat([decipher.update(encrypted.subarray(0, -16)), decipher.final()]));
  } catch {
    return undefined;
  }
}

/**
 * The keystream of AES-256 in counter mode (NIST SP 800-38A) with a counter that starts at 16 bytes of 0.
 *
 * @returns gives the next bytes; their count must be a multiple of 16 in all calls but the last
 */
export function counterMode(key: Uint8Array): (bytes: number) => Uint8Array {
  const cipher = createCipheriv('aes-256-ctr', key, new Uint8Array(16));
  let zeros = new Uint8Array(0);
  return (bytes) => {
    if (zeros.length < bytes) zeros = new Uint8Array(bytes);
    return cipher.update(zeros.subarray(0, bytes));
  };
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const fromBase64 = (text: string): Uint8Array => plain(Buffer.from(text, 'base64url'));

/** A copy that is not a Buffer: equal bytes are equal values. */
function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}
