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
 * @param visit gets each rotated block, which the next one overwrites, and where it starts
 */
export function rotateBlocks(
  vector: Float32Array,
  seed: number,
  visit: (block: Float64Array, start: number, index: number) => void,
): void {
  const lengths = blockLengths(vector.length);
  const scratch = new Float64Array(lengths[0] ?? 0);
  let start = 0;
  lengths.forEach((length, index) => {
    const block = scratch.subarray(0, length);
    for (let i = 0; i < length; i++) block[i] = vector[start + i];
    changeSigns(block, seed, start);
    hadamard(block);
    visit(block, start, index);
    start += length;
  });
}

/**
 * Takes `rotateBlocks` back; results beyond ±3.4e38 become the largest float32 number.
 *
 * @param fill writes all of a rotated block
 */
export function rotateBlocksBack(
  size: number,
  seed: number,
  fill: (block: Float64Array, start: number, index: number) => void,
): Float32Array {
  const vector = new Float32Array(size);
  const lengths = blockLengths(size);
  const scratch = new Float64Array(lengths[0] ?? 0);
  let start = 0;
  lengths.forEach((length, index) => {
    const block = scratch.subarray(0, length);
    fill(block, start, index);
    hadamard(block);
    changeSigns(block, seed, start);
    toFloat32(block, vector.subarray(start, start + length));
    start += length;
  });
  return vector;
}

/** A whole vector, rotated as by `rotateBlocks`. */
export function rotate(vector: Float32Array, seed: number): Float64Array {
  const rotated = new Float64Array(vector.length);
  rotateBlocks(vector, seed, (block, start) => {
    rotated.set(block, start);
  });
  return rotated;
}

/** Takes `rotate` back. */
export function rotateBack(rotated: Float64Array, seed: number): Float32Array {
  return rotateBlocksBack(rotated.length, seed, (block, start) => {
    block.set(rotated.subarray(start, start + block.length));
  });
}

/**
 * Each hash holds the signs of 32 numbers, the first in its lowest bit: 1 changes it.
 *
 * @param start where the block is in the vector
 */
function changeSigns(block: Float64Array, seed: number, start: number): void {
  const key = hashKey(seed);
  for (let i = 0; i < block.length;) {
    let position = start + i;
    let bits = hashAt(key, position >>> 5) >>> (position & 31);
    do {
      block[i++] *= 1 - 2 * (bits & 1);
      bits >>>= 1;
      position++;
    } while (i < block.length && (position & 31) !== 0);
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
