import { ctr, gcm } from '@noble/ciphers/aes';
import { x25519 } from '@noble/curves/ed25519';
import { hkdf as hkdfOf } from '@noble/hashes/hkdf';
import { sha256 } from '@noble/hashes/sha2';
import type { KeyPair } from '../node/secrets';

/*
 * The same bytes as Node's, by the noble libraries: WebCrypto has all of it, too, but answers later, and the protocol
 * of secure aggregation is written without waiting.
 */

export type { KeyPair };

/** A new X25519 key pair. */
export function createKeyPair(): KeyPair {
  return keyPairOf(x25519.utils.randomSecretKey());
}

/** The key pair of a private key: any 32 bytes. */
export function keyPairOf(privateKey: Uint8Array): KeyPair {
  return {
    privateKey,
    publicKey: x25519.getPublicKey(privateKey),
    agree(publicKey) {
      if (publicKey.length !== 32) return undefined;
      try {
        return x25519.getSharedSecret(privateKey, publicKey);
      } catch {
        return undefined; // A point of small order.
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
  return hkdfOf(sha256, secret, salt, info, length);
}

/** AES-256-GCM: the ciphertext, then 16 bytes of tag. */
export function encrypt(
  key: Uint8Array,
  nonce: Uint8Array,
  text: Uint8Array,
  context: Uint8Array,
): Uint8Array {
  return gcm(key, nonce, context).encrypt(text);
}

/** What was encrypted with this key, nonce and context; undefined for anything else. */
export function decrypt(
  key: Uint8Array,
  nonce: Uint8Array,
  encrypted: Uint8Array,
  context: Uint8Array,
): Uint8Array | undefined {
  try {
    return gcm(key, nonce, context).decrypt(encrypted);
  } catch {
    return undefined;
  }
}

/** The keystream of AES-256 in counter mode with a counter that starts at 16 bytes of 0. */
export function counterMode(key: Uint8Array): (bytes: number) => Uint8Array {
  let block = 0;
  return (bytes) => {
    const counter = new Uint8Array(16);
    new DataView(counter.buffer).setBigUint64(8, BigInt(block));
    block += Math.ceil(bytes / 16);
    return ctr(key, counter).encrypt(new Uint8Array(bytes));
  };
}
