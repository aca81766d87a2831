import { hashAt, hashKey } from './hash';
import { toFloat32 } from './finite';

/** The largest block: its numbers stay in a processor's cache. */
const largestBlock = 2 ** 16;

/**
 * Lengths of the blocks that a vector is rotated in, the largest first: powers of two, at most 2^16,
 * whose sum is `size`. So nothing is padded.
 */
export function blockLengths(size: number): number[] {
  const lengths: number[] = [];
  for (let length = largestBlock, rest = size; rest > 0; rest -= length) {
    while (length > rest) length /= 2;
    lengths.push(length);
  }
  return lengths;
}

/**
 * A random rotation of a vector that a seed determines: the signs of some numbers change, then each block
 * is multiplied by the Walsh–Hadamard matrix over the root of its length (Suresh et al. 2017, section 3).
 * Lengths of vectors and angles between them stay.
 *
 * @param seed a whole number in [0, 2^32)
 */
export function rotate(vector: Float32Array, seed: number): Float64Array {
  const rotated = new Float64Array(vector);
  changeSigns(rotated, seed);
  transformBlocks(rotated);
  return rotated;
}

/** Takes `rotate` back. Overwrites `rotated`; results beyond ±3.4e38 become the largest float32 number. */
export function rotateBack(rotated: Float64Array, seed: number): Float32Array {
  transformBlocks(rotated);
  changeSigns(rotated, seed);
  return toFloat32(rotated);
}

/** Each hash holds the signs of 32 numbers, the first in its lowest bit: 1 changes it. */
function changeSigns(vector: Float64Array, seed: number): void {
  const key = hashKey(seed);
  for (let start = 0; start < vector.length; start += 32) {
    let bits = hashAt(key, start / 32);
    const end = Math.min(start + 32, vector.length);
    for (let i = start; i < end; i++) {
      vector[i] *= 1 - 2 * (bits & 1);
      bits >>>= 1;
    }
  }
}

function transformBlocks(vector: Float64Array): void {
  let start = 0;
  for (const length of blockLengths(vector.length)) {
    hadamard(vector.subarray(start, start + length));
    start += length;
  }
}

/**
 * Multiplies a block by the Walsh–Hadamard matrix over the root of its length, in place. It is its own
 * inverse. Takes n log₂ n additions.
 *
 * @param block its length is a power of two
 */
export function hadamard(block: Float64Array): void {
  const n = block.length;
  let step = 1;
  // Two stages at once: a quarter of the reads and writes of memory.
  for (; 4 * step <= n; step *= 4) {
    for (let from = 0; from < n; from += 4 * step) {
      for (let i = from; i < from + step; i++) {
        const a = block[i] + block[i + step];
        const b = block[i] - block[i + step];
        const c = block[i + 2 * step] + block[i + 3 * step];
        const d = block[i + 2 * step] - block[i + 3 * step];
        block[i] = a + c;
        block[i + step] = b + d;
        block[i + 2 * step] = a - c;
        block[i + 3 * step] = b - d;
      }
    }
  }
  if (step < n) {
    for (let i = 0; i < step; i++) {
      const a = block[i];
      block[i] = a + block[i + step];
      block[i + step] = a - block[i + step];
    }
  }
  const scale = 1 / Math.sqrt(n);
  for (let i = 0; i < n; i++) block[i] *= scale;
}
