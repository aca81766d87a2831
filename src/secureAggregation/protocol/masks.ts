import { keystream } from '../primitives/crypto';

/** Adds a seed's mask to numbers modulo 2^32, in place, or subtracts it. */
export function addMask(values: Uint32Array, seed: Uint8Array, sign: 1 | -1): void {
  let at = 0;
  for (const mask of keystream(seed, values.length)) {
    const { length } = mask;
    if (sign > 0) for (let i = 0; i < length; i++) values[at + i] += mask[i];
    else for (let i = 0; i < length; i++) values[at + i] -= mask[i];
    at += length;
  }
}

/** The sign with which client `own` adds the mask that it shares with `other`. */
export const maskSign = (own: number, other: number): 1 | -1 => (own > other ? 1 : -1);

/** The lowest `bits` bits of each number, little endian. @param bits 8, 16, 24 or 32 */
export function packIntegers(values: Uint32Array, bits: number): Uint8Array {
  const width = bits / 8;
  const bytes = new Uint8Array(width * values.length);
  for (let i = 0, at = 0; i < values.length; i++) {
    for (let b = 0; b < width; b++) bytes[at++] = values[i] >>> (8 * b);
  }
  return bytes;
}

/** Adds packed numbers to a sum modulo 2^32, in place. */
export function addPacked(sum: Uint32Array, bytes: Uint8Array, bits: number): void {
  const width = bits / 8;
  for (let i = 0, at = 0; i < sum.length; i++) {
    let value = 0;
    for (let b = 0; b < width; b++) value |= bytes[at++] << (8 * b);
    sum[i] += value;
  }
}

/** Numbers modulo 2^bits as signed integers, in [−2^(bits−1), 2^(bits−1)). */
export function signedIntegers(values: Uint32Array, bits: number): Int32Array {
  const shift = 32 - bits;
  return Int32Array.from(values, (value) => (value << shift) >> shift);
}
