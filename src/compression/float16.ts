import { floatsToHalves, halvesToFloats } from '../core/float16';
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
    encode(vector) {
      const within = vector.map((value) => Math.max(-largest, Math.min(largest, value)));
      return littleEndian(floatsToHalves(within));
    },
    decode(bytes, { size }) {
      if (bytes.length !== 2 * size) {
        throw new CodecError('float16', `have ${2 * size} bytes for this model`, bytes.length);
      }
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return halvesToFloats(
        Uint16Array.from({ length: size }, (_, i) => view.getUint16(2 * i, true)),
      );
    },
  });
}

function littleEndian(halves: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(halves.byteLength);
  const view = new DataView(bytes.buffer);
  halves.forEach((half, i) => {
    view.setUint16(2 * i, half, true);
  });
  return bytes;
}
