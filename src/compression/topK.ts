import { ArgumentError } from '../core/errors';
import { makeCodec } from './codec';
import type { Codec } from './codec';
import { fromHalves, halves } from './float16';
import { packBits, unpackBits } from './primitives/bitPacking';
import { ByteReader, ByteWriter } from './primitives/bytes';
import { largestFloat32 } from './primitives/finite';
import { decodePositions, encodePositions } from './primitives/positions';
import { checkPortion, countOf, largestKeys } from './primitives/select';
import type { Portion } from './primitives/select';
import { fromGrid, rangeOf, toGrid } from './primitives/uniform';

/** Which numbers are sent, and how. Either a share or a count. */
export interface TopKOptions extends Portion {
  /**
   * Bits of a number that is sent: 32 for float32, 16 for a half as in `float16`, 8 for the nearest of 256
   * numbers in equal steps between the least and the largest. Default 32.
   */
  readonly valueBits?: 8 | 16 | 32;
}

const widths: readonly number[] = [8, 16, 32];

/**
 * Sends the k largest of an update's d numbers, by absolute value, and where they are; the server takes the
 * others for 0 (Aji and Heafield 2017). With float32 numbers the squared error is at most 1 − k/d of the
 * squared norm (Stich et al. 2018, Lemma A.1), and no other k numbers have a smaller one. Not unbiased: take
 * `errorFeedback(topK(…))`, which sends later what is left out now.
 *
 * Positions are Rice codes of the gaps between them, which become a bitmap if that is shorter: 8 to 9 bits
 * each for a share of 0.01.
 *
 * ```ts
 * const { topK, errorFeedback } = fl.compression;
 * const transforms = [errorFeedback(topK({ share: 0.01 }))];
 * ```
 *
 * @throws ArgumentError for a share outside (0, 1], a count below 1, and when it meets a model that has
 * fewer numbers than the count
 */
export function topK(options: TopKOptions): Codec {
  const { valueBits = 32 } = options;
  checkPortion(options);
  if (!widths.includes(valueBits))
    throw new ArgumentError('valueBits', 'be 8, 16 or 32', valueBits);
  return makeCodec({
    name: 'topk',
    unbiased: false,
    encode(vector) {
      const positions = largestKeys(magnitudes(vector), countOf(options, vector.length));
      const values = new Float32Array(positions.length);
      for (let i = 0; i < values.length; i++) values[i] = vector[positions[i]];
      const { lowBits, bytes } = encodePositions(positions, vector.length);
      const packed = encodeValues(values, valueBits);
      const writer = new ByteWriter(6 + packed.length + bytes.length);
      writer.uint8(valueBits);
      writer.uint8(lowBits);
      writer.uint32(values.length);
      writer.bytes(packed);
      writer.bytes(bytes);
      return writer.written();
    },
    decode(bytes, { size }) {
      const reader = new ByteReader('topk', bytes);
      const width = reader.uint8('number of bits', 8, 32);
      const lowBits = reader.uint8('number of low bits', 0, 16);
      const count = reader.uint32('count', 0, size);
      const values = decodeValues(reader, count, width);
      const positions = decodePositions(reader, lowBits, count, size);
      const vector = new Float32Array(size);
      for (let i = 0; i < count; i++) vector[positions[i]] = values[i];
      return vector;
    },
  });
}

/** The bits of absolute values, which are in the same order. */
function magnitudes(vector: Float32Array): Uint32Array {
  const bits = new Uint32Array(vector.slice().buffer);
  for (let i = 0; i < bits.length; i++) bits[i] &= 0x7fffffff;
  return bits;
}

function encodeValues(values: Float32Array, valueBits: number): Uint8Array {
  if (valueBits === 32) return new Uint8Array(values.buffer);
  if (valueBits === 16) return halves(values);
  const writer = new ByteWriter(8 + values.length);
  const range = rangeOf(values);
  writer.float32(range.low);
  writer.float32(range.high);
  const places = new Uint16Array(values.length);
  toGrid(values, { ...range, levels: 255 }, places, undefined);
  writer.bytes(packBits(places, 8));
  return writer.written();
}

function decodeValues(reader: ByteReader, count: number, valueBits: number): Float32Array {
  if (valueBits === 32) return reader.floats(count);
  if (valueBits === 16) return fromHalves('topk', reader.take(2 * count));
  if (valueBits !== 8) reader.refuse('have numbers of 8, 16 or 32 bits', valueBits);
  const low = reader.float32('least number', -largestFloat32, largestFloat32);
  const high = reader.float32('largest number', low, largestFloat32);
  const values = new Float32Array(count);
  fromGrid(unpackBits(reader, count, 8), { low, high, levels: 255 }, values);
  return values;
}
