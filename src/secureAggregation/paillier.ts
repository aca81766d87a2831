import { wholeNumber } from '../core/check';
import { ArgumentError } from '../core/errors';

/** How vectors become ciphertexts that can be added. */
export interface PaillierOptions {
  /** Bits of the key, a multiple of 64 and at least 512; default 3072, whose security is that of AES-128. */
  readonly keyBits?: number;
  /** Bits of each whole number, its sign included, between 2 and 32. */
  readonly bits: number;
  /** The most vectors in a sum, at least 1. */
  readonly clients: number;
}

/** Homomorphic encryption of vectors of whole numbers. */
export interface Paillier {
  /** Numbers in one ciphertext. */
  readonly slots: number;
  /** Bytes of one ciphertext: an element modulo the square of the key. */
  readonly ciphertextBytes: number;
  /** Needs the public key alone. */
  readonly encrypt: (vector: Int32Array) => readonly bigint[];
  /** The sum's ciphertexts, as a server makes them: without any key but the public one. */
  readonly add: (a: readonly bigint[], b: readonly bigint[]) => readonly bigint[];
  /**
   * The sum of `count` vectors of `size` numbers. Whoever can do this can decrypt single vectors, too: the
   * private key must not be the server's.
   */
  readonly decrypt: (sum: readonly bigint[], size: number, count: number) => Int32Array;
}

/**
 * The contrast to masks: Paillier's cryptosystem (Paillier 1999), in which a product of ciphertexts is the
 * ciphertext of a sum, by the package `paillier-bigint`. Several whole numbers share a ciphertext, each with
 * room for the sum of all clients (as in Zhang et al. 2020, "BatchCrypt: efficient homomorphic encryption for
 * cross-silo federated learning").
 *
 * No rounds, no dropouts, no neighbors; but each client needs seconds to minutes, ciphertexts are twice as
 * long as the key, and somebody must hold the private key.
 *
 * ```ts
 * const { encrypt, add, decrypt } = await fl.secureAggregation.paillier({ bits: 16, clients: 10 });
 * const sum = decrypt(add(encrypt(a), encrypt(b)), a.length, 2);
 * ```
 *
 * @throws ArgumentError for options out of range, and for a number that does not fit into its bits
 */
export async function paillier({
  keyBits = 3072,
  bits,
  clients,
}: PaillierOptions): Promise<Paillier> {
  wholeNumber('keyBits', keyBits, 512);
  wholeNumber('bits', bits, 2, 32);
  wholeNumber('clients', clients, 1);
  if (keyBits % 64 > 0) throw new ArgumentError('keyBits', 'be a multiple of 64', keyBits);
  const { generateRandomKeys } = await import('paillier-bigint');
  const { publicKey, privateKey } = await generateRandomKeys(keyBits);
  const width = bits + Math.ceil(Math.log2(clients));
  const slots = Math.floor((keyBits - 1) / width);
  /** Makes numbers positive; the sum holds it once for each vector. */
  const offset = 2 ** (bits - 1);
  const shift = BigInt(width);
  return {
    slots,
    ciphertextBytes: (2 * keyBits) / 8,
    encrypt(vector) {
      const wrong = vector.find((value) => value < -offset || value >= offset);
      if (wrong !== undefined) throw new ArgumentError('vector', `fit into ${bits} bits`, wrong);
      return Array.from({ length: Math.ceil(vector.length / slots) }, (_, i) => {
        let text = 0n;
        for (const value of vector.subarray(i * slots, (i + 1) * slots).toReversed()) {
          text = (text << shift) | BigInt(value + offset);
        }
        return publicKey.encrypt(text);
      });
    },
    add(a, b) {
      if (a.length !== b.length)
        throw new ArgumentError('b', `hold ${a.length} ciphertexts`, b.length);
      return a.map((one, i) => publicKey.addition(one, b[i]));
    },
    decrypt(sum, size, count) {
      wholeNumber('count', count, 1, clients);
      const vector = new Int32Array(size);
      sum.forEach((ciphertext, i) => {
        let text = privateKey.decrypt(ciphertext);
        for (let k = i * slots; k < Math.min(size, (i + 1) * slots); k++) {
          vector[k] = Number(BigInt.asUintN(width, text)) - count * offset;
          text >>= shift;
        }
      });
      return vector;
    },
  };
}
