import { Buffer } from '../../platform/bytes';
import { wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import { randomBytes } from './crypto';

/**
 * The field of the shares: the integers modulo 2^256 + 297, the smallest prime above 2^256, so that every
 * secret of 32 bytes is one of its elements.
 */
export const fieldPrime = 2n ** 256n + 297n;

/** Bytes of a share's value: big endian, as many as the prime's. */
export const shareBytes = 33;

/** One share of a secret: the value of the polynomial at a holder's index. */
export interface Share {
  /** The holder's index ≥ 1: the point at which the polynomial is evaluated. */
  readonly index: number;
  /** The value there, {@link shareBytes} bytes, big endian, below the prime. */
  readonly value: Uint8Array;
}

/**
 * Splits a secret of 32 bytes so that any `threshold` shares give it back and fewer say nothing about it
 * (Shamir 1979, "How to share a secret"). The polynomial's constant is the secret, read big endian; its
 * other coefficients are uniform, from the system's cryptographic generator.
 *
 * ```ts
 * const shares = fl.secureAggregation.splitSecret(secret, 3, [1, 2, 3, 4, 5]);
 * ```
 *
 * @param threshold between 1 and the number of indices
 * @param indices of the holders: different whole numbers in [1, 2^32)
 */
export function splitSecret(
  secret: Uint8Array,
  threshold: number,
  indices: readonly number[],
): Share[] {
  if (secret.length !== 32) throw new ArgumentError('secret', 'hold 32 bytes', secret.length);
  wholeNumber('threshold', threshold, 1, indices.length);
  checkIndices(indices);
  const coefficients = [fromBytes(secret)];
  while (coefficients.length < threshold) coefficients.push(randomElement());
  return indices.map((index) => {
    const x = BigInt(index);
    let y = 0n;
    for (let i = threshold - 1; i >= 0; i--) {
      y = y * x + coefficients[i];
      // An index is short: the remainder, which takes most of the time, can wait.
      if (i % 16 === 0) y %= fieldPrime;
    }
    return { index, value: toBytes(y) };
  });
}

/**
 * The secret of 32 bytes behind at least as many shares as its threshold; all of them are used. Undefined
 * if they are not the shares of any secret of 32 bytes, for instance because one has more. Wrong shares
 * may also give a wrong secret: compare it with what is known about it.
 *
 * ```ts
 * const secret = fl.secureAggregation.combineShares(shares.slice(0, 3));
 * ```
 */
export function combineShares(shares: readonly Share[]): Uint8Array | undefined {
  checkIndices(shares.map(({ index }) => index));
  const factors = factorsAtZero(shares.map(({ index }) => index));
  let sum = 0n;
  for (let i = 0; i < shares.length; i++) sum += factors[i] * fromBytes(shares[i].value);
  const secret = sum % fieldPrime;
  return secret < 2n ** 256n ? toBytes(secret).slice(1) : undefined;
}

/** Whether a share's bytes are those of an element of the field. */
export function isShareValue(value: Uint8Array): boolean {
  return value.length === shareBytes && fromBytes(value) < fieldPrime;
}

/** Lagrange's factors of the polynomial's values for its value at 0. */
function factorsAtZero(indices: readonly number[]): readonly bigint[] {
  const key = indices.join();
  if (latest?.key === key) return latest.factors;
  const points = indices.map(BigInt);
  const factors = points.map((x) => {
    let [numerator, denominator] = [1n, 1n];
    for (const other of points) {
      if (other === x) continue;
      numerator = (numerator * other) % fieldPrime;
      denominator = (denominator * (other - x + fieldPrime)) % fieldPrime;
    }
    return (numerator * inverse(denominator)) % fieldPrime;
  });
  latest = { key, factors };
  return factors;
}

/** One round recovers many secrets from the same holders. */
let latest: { readonly key: string; readonly factors: readonly bigint[] } | undefined;

/** By Euclid's extended algorithm. */
function inverse(value: bigint): bigint {
  let [a, b] = [fieldPrime, value];
  let [x, y] = [0n, 1n];
  while (b !== 0n) {
    const quotient = a / b;
    [a, b] = [b, a - quotient * b];
    [x, y] = [y, x - quotient * y];
  }
  return x < 0n ? x + fieldPrime : x;
}

/** Uniform in the field; nearly half of all numbers of 257 bits are rejected. */
function randomElement(): bigint {
  for (;;) {
    const bytes = randomBytes(shareBytes);
    bytes[0] &= 1;
    const value = fromBytes(bytes);
    if (value < fieldPrime) return value;
  }
}

function checkIndices(indices: readonly number[]): void {
  for (const index of indices) wholeNumber('index', index, 1, 2 ** 32 - 1);
  const repeated = indices.find((index, i) => indices.indexOf(index) < i);
  if (repeated !== undefined) throw new ArgumentError('indices', 'be different', repeated);
}

function fromBytes(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function toBytes(value: bigint): Uint8Array {
  return new Uint8Array(Buffer.from(value.toString(16).padStart(2 * shareBytes, '0'), 'hex'));
}
