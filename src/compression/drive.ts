import { ArgumentError } from '../core/errors';
import { makeCodec } from './codec';
import type { Codec } from './codec';
import { packBits, packedLength, unpackBits } from './primitives/bitPacking';
import { ByteReader, ByteWriter } from './primitives/bytes';
import { largestFloat32 } from './primitives/finite';
import { blockLengths, rotateBlocks, rotateBlocksBack } from './primitives/hadamard';

/** How long what is decoded is. */
export interface DriveOptions {
  /**
   * `unbiased`: long enough that errors of clients cancel out in a mean. `leastError`: as long as makes
   * one client's error smallest; what is decoded is then too short. Default `unbiased`.
   */
  readonly scale?: 'unbiased' | 'leastError';
}

/** No scale is larger than the largest number that a rotation can make, 2^8 of the largest before it. */
const largest = 2 ** 9 * largestFloat32;

/**
 * Sends one bit for each number: the sign of the number after a random rotation R, and a scale for each
 * block (DRIVE, Vargaftik et al. 2021, with a randomized Hadamard transform). The blocks are
 * those of `rotated`.
 *
 * For a block x of d numbers, the scale ‖x‖² / ‖Rx‖₁ has a relative squared error of d ‖x‖² / ‖Rx‖₁² − 1,
 * in large blocks about π/2 − 1 = 0.571. It is unbiased for a uniformly random rotation; that of a Hadamard
 * transform comes close in large blocks, and not in those of a few numbers. The scale of the least error,
 * ‖Rx‖₁ / d, has 1 − ‖Rx‖₁² / (d ‖x‖²), about 1 − 2/π = 0.363.
 *
 * An update takes 4 bytes, 8 for each block and an eighth for each number.
 *
 * ```ts
 * const transforms = [fl.compression.drive()];
 * ```
 */
export function drive({ scale = 'unbiased' }: DriveOptions = {}): Codec {
  if (!['unbiased', 'leastError'].includes(scale)) {
    throw new ArgumentError('scale', "be 'unbiased' or 'leastError'", scale);
  }
  return makeCodec({
    name: 'drive',
    unbiased: false,
    encode(vector, { rng }) {
      const lengths = blockLengths(vector.length);
      const writer = new ByteWriter(4 + 8 * lengths.length + packedLength(vector.length, 1));
      const seed = rng.uint32();
      writer.uint32(seed);
      const signs = new Uint16Array(vector.length);
      rotateBlocks(vector, seed, (block, start) => {
        writer.float64(scaleOf(block, scale));
        const target = signs.subarray(start, start + block.length);
        for (let i = 0; i < block.length; i++) target[i] = Number(block[i] < 0);
      });
      writer.bytes(packBits(signs, 1));
      return writer.written();
    },
    decode(bytes, { size }) {
      const reader = new ByteReader('drive', bytes);
      const seed = reader.uint32('seed');
      const lengths = blockLengths(size);
      const scales = lengths.map(() => reader.float64('scale', 0, largest));
      const signs = unpackBits(reader, size, 1);
      reader.end();
      return rotateBlocksBack(size, seed, (block, start, index) => {
        const length = scales[index];
        const source = signs.subarray(start, start + block.length);
        for (let i = 0; i < block.length; i++) block[i] = length * (1 - 2 * source[i]);
      });
    },
  });
}

function scaleOf(block: Float64Array, scale: DriveOptions['scale']): number {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < block.length; i++) {
    const value = block[i];
    sum += Math.abs(value);
    squares += value * value;
  }
  if (sum === 0) return 0;
  return scale === 'leastError' ? sum / block.length : squares / sum;
}
