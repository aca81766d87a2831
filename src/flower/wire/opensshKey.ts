import { Buffer } from '../../platform/bytes';
import { createPrivateKey } from '../../platform/keys';
import type { KeyObject } from '../../platform/keys';

/**
 * OpenSSH's own formats of a P-384 key, which Flower's command line uses and Node's crypto cannot
 * read (openssh-portable, PROTOCOL.key; RFC 4253, section 6.6; RFC 5656, section 3.1).
 */

const algorithm = 'ecdsa-sha2-nistp384';
const curve = 'nistp384';

/** Bytes of an uncompressed point of the curve: a 4, and two coordinates. */
export const pointBytes = 97;

/** The line of a `.pub` file: `ecdsa-sha2-nistp384 AAAA…`. @param point uncompressed, 97 bytes */
export function opensshPublicKey(point: Uint8Array): string {
  const parts = [Buffer.from(algorithm), Buffer.from(curve), point].map((part) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    return Buffer.concat([length, part]);
  });
  return `${algorithm} ${Buffer.concat(parts).toString('base64')}`;
}

/**
 * Reads `-----BEGIN OPENSSH PRIVATE KEY-----` as `ssh-keygen -t ecdsa -b 384` writes it.
 *
 * @throws Error for another type of key, a damaged one, or one with a passphrase
 */
export function readOpensshPrivateKey(pem: string): KeyObject {
  const base64 = /-----BEGIN OPENSSH PRIVATE KEY-----([\sA-Za-z0-9+/=]+)-----END/.exec(pem)?.[1];
  const outer = new Reader(Buffer.from(base64 ?? '', 'base64'));
  if (outer.bytes(15).toString('latin1') !== 'openssh-key-v1\0') throw new Error('no OpenSSH key');
  if (outer.string().toString() !== 'none') throw new Error('it has a passphrase');
  outer.string(); // the key derivation
  outer.string(); // and its options
  if (outer.uint32() !== 1) throw new Error('not one key');
  outer.string(); // the public key, which the private part repeats
  const inner = new Reader(outer.string());
  if (inner.uint32() !== inner.uint32()) throw new Error('its check numbers differ');
  const type = inner.string().toString();
  if (type !== algorithm) throw new Error(`it is of the type ${type.slice(0, 40)}`);
  inner.string(); // the curve
  const point = inner.string();
  const scalar = inner.string();
  if (point.length !== pointBytes || point[0] !== 4)
    throw new Error('its point is not uncompressed P-384');
  // A multiple-precision number: a leading zero byte if the first bit is 1, no other leading zeros.
  const d = Buffer.alloc(48);
  const significant = scalar.length === 49 && scalar[0] === 0 ? scalar.subarray(1) : scalar;
  if (significant.length > 48) throw new Error('its number is too long');
  significant.copy(d, 48 - significant.length);
  const [x, y] = [point.subarray(1, 49), point.subarray(49)];
  return createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-384',
      x: x.toString('base64url'),
      y: y.toString('base64url'),
      d: d.toString('base64url'),
    },
  });
}

/** Reads numbers and length-prefixed strings in sequence. */
class Reader {
  #position = 0;

  constructor(private readonly buffer: Buffer) {}

  bytes(length: number): Buffer {
    const end = this.#position + length;
    if (end > this.buffer.length) throw new Error('it ends too early');
    const part = this.buffer.subarray(this.#position, end);
    this.#position = end;
    return part;
  }

  uint32(): number {
    return this.bytes(4).readUInt32BE();
  }

  string(): Buffer {
    return this.bytes(this.uint32());
  }
}
