import { ctr } from '@noble/ciphers/aes';
import { Buffer } from '../platform/browser/bytes';

const blockBytes = 16;

/** What Node calls a cipher, as far as counter mode needs it. */
interface Cipher {
  /** Encrypts the next part of a message. */
  update(part: Uint8Array): Buffer;
  final(): Buffer;
}

/** AES-256 in counter mode (NIST SP 800-38A), the one cipher that chapters use. */
export function createCipheriv(algorithm: string, key: Uint8Array, start: Uint8Array): Cipher {
  if (algorithm !== 'aes-256-ctr') throw new Error(`no cipher ${algorithm} here, only aes-256-ctr`);
  let done = 0;
  return {
    update(part) {
      const skipped = done % blockBytes;
      const text = new Uint8Array(skipped + part.length);
      text.set(part, skipped);
      const counter = counterAt(start, Math.floor(done / blockBytes));
      done += part.length;
      return Buffer.from(ctr(key, counter).encrypt(text).slice(skipped));
    },
    final: () => Buffer.alloc(0),
  };
}

/** The counter after a number of blocks, modulo 2^128. */
function counterAt(start: Uint8Array, blocks: number): Uint8Array {
  const counter = Uint8Array.from(start);
  let carry = blocks;
  for (let i = counter.length - 1; i >= 0 && carry > 0; i--) {
    const sum = counter[i] + (carry % 256);
    counter[i] = sum;
    carry = Math.floor(carry / 256) + (sum > 255 ? 1 : 0);
  }
  return counter;
}
