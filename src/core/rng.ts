import { Buffer } from '../platform/bytes';
import { createHash } from '../platform/hashing';
import { positive, wholeNumber } from './check';
import { ArgumentError } from './errors';

/**
 * A seeded stream of random numbers that can be split by name.
 *
 * A child stream depends only on the parent's key and the labels, never on how many numbers were
 * drawn before: `rng.split('round', 3, 'client', id)` is the same stream in any order and on any
 * worker. Keys are derived with SHA-256; numbers come from xoshiro128** (Blackman and Vigna 2021,
 * "Scrambled linear pseudorandom number generators"). For experiments, not for cryptography.
 */
export class Rng {
  readonly #key: Buffer;
  readonly #state: Uint32Array;

  /** @param seed a whole number of at least 0 */
  static fromSeed(seed: number): Rng {
    wholeNumber('seed', seed, 0);
    return new Rng(createHash('sha256').update(`seed ${seed}`).digest());
  }

  private constructor(key: Buffer) {
    this.#key = key;
    this.#state = Uint32Array.from({ length: 4 }, (_, i) => key.readUInt32LE(4 * i));
  }

  /** The stream for these labels. Drawing from it does not advance this one. */
  split(...labels: readonly (string | number)[]): Rng {
    const hash = createHash('sha256').update(this.#key).update(JSON.stringify(labels));
    return new Rng(hash.digest());
  }

  /** A whole number, uniform in [0, 2^32). */
  uint32(): number {
    const s = this.#state;
    const result = Math.imul(rotateLeft(Math.imul(s[1], 5), 7), 9) >>> 0;
    const t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotateLeft(s[3], 11);
    return result;
  }

  /** A number, uniform in [0, 1), with 53 random bits. */
  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 0x4000000 + low) / 2 ** 53;
  }

  /** A whole number, uniform in [0, limit); `limit` is in [1, 2^32]. */
  integer(limit: number): number {
    wholeNumber('limit', limit, 1, 2 ** 32);
    const unbiased = 2 ** 32 - (2 ** 32 % limit);
    for (;;) {
      const draw = this.uint32();
      if (draw < unbiased) return draw % limit;
    }
  }

  /** A standard normal number (Box and Muller 1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** A number from the gamma distribution with this shape and scale 1 (Marsaglia and Tsang 2000). */
  gamma(shape: number): number {
    positive('shape', shape);
    if (shape < 1) return this.gamma(shape + 1) * (1 - this.uniform()) ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(1 - this.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
        return d * v;
      }
    }
  }

  /** The numbers 0 … count − 1 in random order (Fisher and Yates). */
  permutation(count: number): Uint32Array {
    return this.shuffle(Uint32Array.from({ length: count }, (_, i) => i));
  }

  /** Shuffles an array in place and returns it. */
  shuffle<A extends Uint32Array | unknown[]>(array: A): A {
    for (let i = array.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [array[i], array[j]] = [array[j], array[i]];
    }
    return array;
  }

  /** `count` different items, in random order, each set equally likely. */
  sample<T>(items: readonly T[], count: number): T[] {
    if (!(Number.isSafeInteger(count) && count >= 0 && count <= items.length)) {
      throw new ArgumentError('count', `be a whole number between 0 and ${items.length}`, count);
    }
    const order = this.permutation(items.length);
    return Array.from(order.subarray(0, count), (index) => items[index]);
  }
}

function rotateLeft(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}
