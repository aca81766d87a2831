import { ArgumentError } from '../../core/errors';
import { messageOf } from '../../core/systemError';
import { Buffer } from '../../platform/bytes';
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from '../../platform/keys';
import type { KeyObject } from '../../platform/keys';
import { opensshPublicKey, pointBytes, readOpensshPrivateKey } from './opensshKey';
import { signedHeaders, timestampOf } from './signedHeaders';

/** A SuperNode's identity: a key pair on the curve P-384, whose public key the SuperLink knows. */
export interface NodeIdentity {
  /** The public key as the SuperLink stores it: SubjectPublicKeyInfo in PEM. */
  readonly publicKey: Uint8Array;
  /** The public key in OpenSSH's format: the line that `flwr supernode register` takes. */
  readonly openSshPublicKey: string;
  /**
   * The headers that prove who sends a request: the public key, the time, and its signature (ECDSA
   * with SHA-256). They cover neither path nor body, and are valid for about five minutes.
   */
  readonly headers: () => Record<string, string>;
  /** The private key in PEM (PKCS #8), only for {@link keepIdentity}. */
  readonly privateKey: () => string;
}

/** A new identity. Keys come from the system's generator, not from an experiment's seed. */
export function createIdentity(now?: () => Date): NodeIdentity {
  return identity(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey, now);
}

/**
 * The identity of a private key in PEM (PKCS #8, SEC 1) or OpenSSH's format, without a passphrase.
 *
 * @param source the key's name in errors
 * @param now the clock
 * @throws ArgumentError for anything but a private key on P-384
 */
export function readIdentity(pem: string, source: string, now?: () => Date): NodeIdentity {
  let key: KeyObject;
  try {
    const openssh = pem.includes('BEGIN OPENSSH PRIVATE KEY');
    key = openssh ? readOpensshPrivateKey(pem) : createPrivateKey(pem);
  } catch (cause) {
    const reason = messageOf(cause);
    throw new ArgumentError(source, `hold a private key without a passphrase (${reason})`, 'none');
  }
  const curve = key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyType;
  if (curve !== 'secp384r1') {
    throw new ArgumentError(source, 'hold a key on the curve P-384', curve ?? 'another');
  }
  return identity(key, now);
}

function identity(key: KeyObject, now = () => new Date()): NodeIdentity {
  const publicHalf = createPublicKey(key);
  const publicKey = Buffer.from(publicHalf.export({ type: 'spki', format: 'pem' }));
  const point = publicHalf.export({ type: 'spki', format: 'der' }).subarray(-pointBytes);
  return {
    publicKey,
    openSshPublicKey: opensshPublicKey(point),
    headers: () => {
      const timestamp = timestampOf(now());
      return signedHeaders(publicKey, timestamp, sign('sha256', Buffer.from(timestamp), key));
    },
    privateKey: () => key.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}
