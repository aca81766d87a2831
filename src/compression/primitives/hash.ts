/*
 * Pseudorandom numbers that client and server derive from a seed in the bytes: a hash of seed and
 * position, so that a decoder in another language can compute all of them at once. Not for cryptography.
 */

/** The finalizer of MurmurHash3 (Appleby 2011): a bijection of 32-bit numbers. */
function mixed(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** What `hashAt` needs of a seed, a whole number in [0, 2^32). */
export function hashKey(seed: number): number {
  return mixed(seed + 0x9e3779b9);
}

/**
 * A whole number in [0, 2^32) for each position in [0, 2^32): uniform and independent to the eye of
 * whatever a codec does with it.
 */
export function hashAt(key: number, position: number): number {
  return mixed(mixed(position + 0x7f4a7c15) ^ key);
}
