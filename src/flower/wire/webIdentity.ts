import { Buffer } from '../../platform/bytes';
import { derSignature } from './derSignature';
import { opensshPublicKey, pointBytes } from './opensshKey';
import { signedHeaders, timestampOf } from './signedHeaders';

/** A key of WebCrypto's: a handle, whose content a program may be forbidden to read. */
export type WebKey = Parameters<typeof crypto.subtle.sign>[1];

/** A pair on the curve P-384. Can be stored in IndexedDB and sent to workers as it is. */
export interface WebKeys {
  readonly publicKey: WebKey;
  readonly privateKey: WebKey;
}

/** A SuperNode's identity whose private key stays inside WebCrypto; otherwise like a `NodeIdentity`. */
export interface WebIdentity {
  /** The public key as the SuperLink stores it: SubjectPublicKeyInfo in PEM. */
  readonly publicKey: Uint8Array;
  /** The public key in OpenSSH's format: the line that `flwr supernode register` takes. */
  readonly openSshPublicKey: string;
  /** The headers that prove who sends a request; valid for about five minutes. */
  readonly headers: () => Promise<Record<string, string>>;
  readonly keys: WebKeys;
}

const curve = { name: 'ECDSA', namedCurve: 'P-384' } as const;

/** A new pair; its private key cannot be read by anyone. */
export async function createWebKeys(): Promise<WebKeys> {
  return await crypto.subtle.generateKey(curve, false, ['sign', 'verify']);
}

/**
 * The identity of a pair of keys.
 *
 * ```ts
 * const { publicKey, headers } = await fl.flower.webIdentity(await fl.flower.createWebKeys());
 * ```
 *
 * @param now the clock
 */
export async function webIdentity(keys: WebKeys, now = () => new Date()): Promise<WebIdentity> {
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey));
  const lines = Buffer.from(spki)
    .toString('base64')
    .match(/.{1,64}/g)!;
  const pem = ['-----BEGIN PUBLIC KEY-----', ...lines, '-----END PUBLIC KEY-----', ''];
  const publicKey = Buffer.from(pem.join('\n'));
  return {
    publicKey,
    openSshPublicKey: opensshPublicKey(spki.subarray(-pointBytes)),
    headers: async () => {
      const timestamp = timestampOf(now());
      const scheme = { ...curve, hash: 'SHA-256' };
      const raw = await crypto.subtle.sign(scheme, keys.privateKey, Buffer.from(timestamp));
      return signedHeaders(publicKey, timestamp, derSignature(new Uint8Array(raw)));
    },
    keys,
  };
}
