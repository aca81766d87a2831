import { wholeNumber } from '../core/check';
import type { ParameterSpec } from '../core/parameters';
import { norm } from '../core/vector';
import { makeCodec } from './codec';
import type { Codec } from './codec';
import { packBits, packedLength, unpackBits } from './primitives/bitPacking';
import { ByteReader, ByteWriter } from './primitives/bytes';
import { clamped, largestFloat32 } from './primitives/finite';
import { hashAt, hashKey } from './primitives/hash';

/** How many levels there are, and what shares a norm. */
export interface QsgdOptions {
  /** Bits of a number, its sign among them: 2 to 16. There are s = 2^(bits − 1) − 1 levels. Default 8. */
  readonly bits?: number;
  /** How many numbers, one after the other, share a norm. By default those of a tensor do. */
  readonly bucket?: number;
}

/** The root of 2^32 numbers times the largest of them. */
const largest = 2 ** 16 * largestFloat32;

/**
 * Sends a number as its sign and one of s levels, equal shares of the norm of its tensor or bucket; of the
 * two levels around it, one at random so that the expectation is the number (QSGD, Alistarh et al. 2017,
 * section 3.1). Unbiased; the expectation of the squared error in a bucket of n numbers is at most
 * min(n / s², √n / s) of its squared norm (their Lemma 3.1), plus the rounding to float32. Most levels are
 * 0 if n is much larger than s², which `deflated` makes use of.
 *
 * An update takes 5 bytes, 8 for each norm and bits / 8 for each number.
 *
 * ```ts
 * const transforms = [fl.compression.qsgd({ bits: 4, bucket: 512 })];
 * ```
 *
 * @throws ArgumentError for bits outside 2–16 and a bucket below 1
 */
export function qsgd({ bits = 8, bucket }: QsgdOptions = {}): Codec {
  // One bit would hold a sign and no level but 0.
  wholeNumber('bits', bits, 2, 16);
  if (bucket !== undefined) wholeNumber('bucket', bucket, 1, 2 ** 32 - 1);
  return makeCodec({
    name: 'qsgd',
    unbiased: true,
    encode(vector, { spec, rng }) {
      const buckets = bucketsOf(spec, bucket ?? 0);
      const writer = new ByteWriter(5 + 8 * buckets.length + packedLength(vector.length, bits));
      writer.uint8(bits);
      writer.uint32(bucket ?? 0);
      const key = hashKey(rng.uint32());
      const levels = 2 ** (bits - 1) - 1;
      const symbols = new Uint16Array(vector.length);
      for (const [start, end] of buckets) {
        const length = norm(vector.subarray(start, end));
        writer.float64(length);
        const divisor = length === 0 ? Infinity : length;
        for (let i = start; i < end; i++) {
          const value = vector[i];
          const share = Math.abs(value) / divisor;
          const level = Math.min(levels, (share * levels + hashAt(key, i) * 2 ** -32) | 0);
          symbols[i] = value < 0 ? levels - level : levels + level;
        }
      }
      writer.bytes(packBits(symbols, bits));
      return writer.written();
    },
    decode: decodeQsgd,
  });
}

function decodeQsgd(bytes: Uint8Array, spec: ParameterSpec): Float32Array {
  const reader = new ByteReader('qsgd', bytes);
  const bits = reader.uint8('number of bits', 2, 16);
  const levels = 2 ** (bits - 1) - 1;
  const buckets = bucketsOf(spec, reader.uint32('bucket'), bytes.length);
  const norms = buckets.map(() => reader.float64('norm', 0, largest));
  const symbols = unpackBits(reader, spec.size, bits);
  reader.end();
  const vector = new Float32Array(spec.size);
  for (const [k, [start, end]] of buckets.entries()) {
    const length = norms[k];
    for (let i = start; i < end; i++) {
      const level = symbols[i] - levels;
      if (level > levels) reader.refuse(`have levels of at most ${levels}`, level);
      vector[i] = clamped((length * level) / levels);
    }
  }
  return vector;
}

/** Where buckets start and end: tensors with numbers if their length is 0. At most `most` of them. */
function bucketsOf(
  { tensors, size }: ParameterSpec,
  length: number,
  most = Infinity,
): (readonly [start: number, end: number])[] {
  if (length === 0) {
    const filled = tensors.filter((tensor) => tensor.size > 0);
    return filled.map((tensor) => [tensor.offset, tensor.offset + tensor.size]);
  }
  return Array.from({ length: Math.min(most, Math.ceil(size / length)) }, (_, k) => [
    k * length,
    Math.min(size, (k + 1) * length),
  ]);
}
