import { wholeNumber } from '../core/check';
import { makeCodec } from './codec';
import type { Codec } from './codec';
import { packBits, packedLength, unpackBits } from './primitives/bitPacking';
import { ByteReader, ByteWriter } from './primitives/bytes';
import { largestFloat32 } from './primitives/finite';
import { blockLengths, rotateBlocks, rotateBlocksBack } from './primitives/hadamard';
import { fromGrid, rangeOf, toGrid } from './primitives/uniform';
import type { Grid } from './primitives/uniform';

/** The largest number that a rotation can make: the root of a block's length times the largest before it. */
const largest = 2 ** 8 * largestFloat32;

/**
 * Rotates an update at random before its numbers are rounded stochastically to `bits` bits, which makes
 * the range small that they are rounded in (Suresh et al. 2017, section 3). The rotation is a randomized
 * Hadamard transform of blocks: the largest powers of two, at most 2^16, that the update splits into. So
 * nothing is padded; the seed of the signs is in the bytes. Unbiased. The expectation of the squared error
 * over rotations is, in a block of d numbers, at most (2 ln d + 2) / (2^bits − 1)² of its squared norm
 * (their Theorem 3), plus the rounding to float32.
 *
 * An update takes 5 bytes, 16 for each block and bits / 8 for each number.
 *
 * ```ts
 * const transforms = [fl.compression.rotated({ bits: 2 })];
 * ```
 *
 * @throws ArgumentError for bits outside 1–16
 */
export function rotated({ bits = 4 }: { readonly bits?: number } = {}): Codec {
  wholeNumber('bits', bits, 1, 16);
  const levels = 2 ** bits - 1;
  return makeCodec({
    name: 'rotated',
    unbiased: true,
    encode(vector, { rng }) {
      const lengths = blockLengths(vector.length);
      const writer = new ByteWriter(5 + 16 * lengths.length + packedLength(vector.length, bits));
      const seed = rng.uint32();
      writer.uint8(bits);
      writer.uint32(seed);
      const places = new Uint16Array(vector.length);
      rotateBlocks(vector, seed, (block, start) => {
        const range = rangeOf(block);
        writer.float64(range.low);
        writer.float64(range.high);
        const target = places.subarray(start, start + block.length);
        toGrid(block, { ...range, levels }, target, rng.uint32());
      });
      writer.bytes(packBits(places, bits));
      return writer.written();
    },
    decode(bytes, { size }) {
      const reader = new ByteReader('rotated', bytes);
      const readBits = reader.uint8('number of bits', 1, 16);
      const seed = reader.uint32('seed');
      const lengths = blockLengths(size);
      const grids = lengths.map((): Grid => {
        const low = reader.float64('least number', -largest, largest);
        const high = reader.float64('largest number', low, largest);
        return { low, high, levels: 2 ** readBits - 1 };
      });
      const places = unpackBits(reader, size, readBits);
      reader.end();
      return rotateBlocksBack(size, seed, (block, start, index) => {
        fromGrid(places.subarray(start, start + block.length), grids[index], block);
      });
    },
  });
}
