import { positive } from '../core/check';
import type { ParameterSpec } from '../core/parameters';
import { makeCodec } from './codec';
import type { Codec } from './codec';
import { ByteReader, ByteWriter } from './primitives/bytes';
import { largestFloat32 } from './primitives/finite';
import { hashAt, hashKey } from './primitives/hash';

/** Whether large numbers are clipped. */
export interface TernGradOptions {
  /** Clips a tensor's numbers to so many of their standard deviations; 2.5 in the paper. Default: none. */
  readonly clip?: number;
}

/** Five digits to the base 3 fit in a byte: 3^5 = 243. */
const digits = 5;

/**
 * Sends each number as −1, 0 or 1 times the tensor's largest absolute value m: the sign with probability
 * |x| / m, else 0 (TernGrad, Wen et al. 2017, section 3.1). Unbiased without clipping; the expectation of
 * the squared error of a number is |x| (m − |x|). Clipping to a few standard deviations around 0 (their
 * section 3.3) makes m and so the error smaller, and the expectation the clipped number.
 *
 * An update takes 4 bytes for each tensor and a fifth for each number.
 *
 * ```ts
 * const transforms = [fl.compression.ternGrad({ clip: 2.5 })];
 * ```
 *
 * @throws ArgumentError for a clip that is not > 0
 */
export function ternGrad({ clip }: TernGradOptions = {}): Codec {
  if (clip !== undefined) positive('clip', clip);
  return makeCodec({
    name: 'terngrad',
    unbiased: clip === undefined,
    encode(vector, { spec, rng }) {
      const tensors = spec.tensors.filter(({ size }) => size > 0);
      const writer = new ByteWriter(4 * tensors.length + Math.ceil(vector.length / digits));
      const key = hashKey(rng.uint32());
      const trits = new Uint8Array(vector.length);
      for (const { offset, size } of tensors) {
        const limit = limitOf(vector.subarray(offset, offset + size), clip);
        writer.float32(limit);
        for (let i = offset; i < offset + size; i++) {
          // A number is at least the limit with certainty, and 0 never.
          if (Math.abs(vector[i]) > (limit * hashAt(key, i)) / 2 ** 32) {
            trits[i] = vector[i] > 0 ? 1 : 2;
          }
        }
      }
      writer.bytes(packTrits(trits));
      return writer.written();
    },
    decode: decodeTernGrad,
  });
}

function decodeTernGrad(bytes: Uint8Array, spec: ParameterSpec): Float32Array {
  const reader = new ByteReader('terngrad', bytes);
  const tensors = spec.tensors.filter(({ size }) => size > 0);
  const limits = tensors.map(() => reader.float32('limit', 0, largestFloat32));
  const trits = unpackTrits(reader, spec.size);
  reader.end();
  const vector = new Float32Array(spec.size);
  tensors.forEach(({ offset, size }, k) => {
    for (let i = offset; i < offset + size; i++) {
      if (trits[i] > 0) vector[i] = trits[i] === 1 ? limits[k] : -limits[k];
    }
  });
  return vector;
}

/** The largest absolute value, or that of the clipped numbers. */
function limitOf(values: Float32Array, clip: number | undefined): number {
  let largest = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    largest = Math.max(largest, Math.abs(value));
    sum += value;
    squares += value * value;
  }
  if (clip === undefined) return largest;
  const mean = sum / values.length;
  const deviation = Math.sqrt(Math.max(0, squares / values.length - mean * mean));
  return deviation > 0 ? Math.min(largest, Math.fround(clip * deviation)) : largest;
}

function packTrits(trits: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(trits.length / digits));
  const whole = Math.floor(trits.length / digits);
  for (let k = 0, i = 0; k < whole; k++, i += digits) {
    const low = trits[i] + 3 * trits[i + 1] + 9 * trits[i + 2];
    bytes[k] = low + 27 * trits[i + 3] + 81 * trits[i + 4];
  }
  for (let i = digits * whole, power = 1; i < trits.length; i++, power *= 3) {
    bytes[whole] += power * trits[i];
  }
  return bytes;
}

function unpackTrits(reader: ByteReader, count: number): Uint8Array {
  const bytes = reader.take(Math.ceil(count / digits));
  const trits = new Uint8Array(digits * bytes.length);
  for (let k = 0, i = 0; k < bytes.length; k++) {
    let rest = bytes[k];
    if (rest >= 243) reader.refuse('have bytes below 243', rest);
    for (let digit = 0; digit < digits; digit++) {
      trits[i++] = rest % 3;
      rest = (rest / 3) | 0;
    }
  }
  if (trits.subarray(count).some((trit) => trit > 0)) reader.refuse('end with digits of 0', 'more');
  return trits.subarray(0, count);
}
