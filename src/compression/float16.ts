import { floatsToHalves, halvesToFloats } from '../core/float16';
import { firstNotFinite } from '../core/vector';
import { CodecError, makeCodec } from './codec';
import type { Codec } from './codec';

/** The largest half. */
const largest = 65504;

/**
 * Sends each number of an update in half precision (IEEE 754 binary16, little endian), 2 bytes instead
 * of 4: rounded to nearest, ties to even; numbers beyond ±65504 become ±65504. The error of a number is at
 * most 2^−11 of it, and at most 2^−25 below 2^−14.
 *
 * ```ts
 * const algorithm = fl.fedAvg({ trainer, rng, ...plan, transforms: [fl.compression.float16()] });
 * ```
 */
export function float16(): Codec {
  return makeCodec({
    name: 'float16',
    unbiased: false,
    encode: halves,
    decode(bytes, { size }) {
      if (bytes.length !== 2 * size) {
        throw new CodecError('float16', `have ${2 * size} bytes for this model`, bytes.length);
      }
      return fromHalves('float16', bytes);
    },
  });
}

/** Numbers as halves, those beyond the largest half as the largest. */
export function halves(vector: Float32Array): Uint8Array {
  const within = new Float32Array(vector.length);
  for (let i = 0; i < vector.length; i++) {
    const value = vector[i];
    within[i] = value > largest ? largest : value < -largest ? -largest : value;
  }
  return new Uint8Array(floatsToHalves(within).buffer);
}

/** @throws CodecError for halves that are not finite */
export function fromHalves(codec: string, bytes: Uint8Array): Float32Array {
  const numbers = halvesToFloats(new Uint16Array(new Uint8Array(bytes).buffer));
  const wrong = firstNotFinite(numbers);
  if (wrong >= 0) throw new CodecError(codec, 'hold finite numbers', numbers[wrong]);
  return numbers;
}
