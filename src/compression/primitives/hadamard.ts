import { hashAt, hashKey } from './hash';
import { toFloat32 } from './finite';

/** The largest block: its numbers, 512 kB, stay in a processor's second cache. */
const largestBlock = 2 ** 16;

/** So many numbers, 32 kB, stay in a processor's nearest cache. */
const nearBlock = 2 ** 12;

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
  for (const [index, length] of lengths.entries()) {
    const block = scratch.subarray(0, length);
    block.set(vector.subarray(start, start + length));
    changeSigns(block, seed, start);
    hadamard(block);
    visit(block, start, index);
    start += length;
  }
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
  for (const [index, length] of lengths.entries()) {
    const block = scratch.subarray(0, length);
    fill(block, start, index);
    hadamard(block);
    changeSigns(block, seed, start);
    toFloat32(block, vector.subarray(start, start + length));
    start += length;
  }
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
  for (let from = 0; from < n; from += nearBlock) {
    stagesFrom(1, block.subarray(from, from + nearBlock));
  }
  stagesFrom(nearBlock, block);
  const scale = 1 / Math.sqrt(n);
  for (let i = 0; i < n; i++) block[i] *= scale;
}

/** All stages that take numbers at least `step` apart. */
function stagesFrom(step: number, block: Float64Array): void {
  for (; 8 * step <= block.length; step *= 8) threeStages(block, step);
  for (; step < block.length; step *= 2) stage(block, step);
}

/** Sums and differences of numbers `step` apart. */
function stage(block: Float64Array, step: number): void {
  for (let from = 0; from < block.length; from += 2 * step) {
    for (let i = from; i < from + step; i++) {
      const a = block[i];
      const b = block[i + step];
      block[i] = a + b;
      block[i + step] = a - b;
    }
  }
}

/** `stage` for `step`, 2 `step` and 4 `step` at once: a third of the reads and writes of memory. */
function threeStages(block: Float64Array, step: number): void {
  for (let from = 0; from < block.length; from += 8 * step) {
    for (let i = from; i < from + step; i++) {
      const i1 = i + step;
      const i2 = i1 + step;
      const i3 = i2 + step;
      const i4 = i3 + step;
      const i5 = i4 + step;
      const i6 = i5 + step;
      const i7 = i6 + step;
      const a0 = block[i] + block[i1];
      const a1 = block[i] - block[i1];
      const a2 = block[i2] + block[i3];
      const a3 = block[i2] - block[i3];
      const a4 = block[i4] + block[i5];
      const a5 = block[i4] - block[i5];
      const a6 = block[i6] + block[i7];
      const a7 = block[i6] - block[i7];
      const b0 = a0 + a2;
      const b1 = a1 + a3;
      const b2 = a0 - a2;
      const b3 = a1 - a3;
      const b4 = a4 + a6;
      const b5 = a5 + a7;
      const b6 = a4 - a6;
      const b7 = a5 - a7;
      block[i] = b0 + b4;
      block[i1] = b1 + b5;
      block[i2] = b2 + b6;
      block[i3] = b3 + b7;
      block[i4] = b0 - b4;
      block[i5] = b1 - b5;
      block[i6] = b2 - b6;
      block[i7] = b3 - b7;
    }
  }
}
