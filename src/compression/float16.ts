import { floatsToHalves, halvesToFloats } from '../core/float16';
import type { UpdateTransform } from '../updates/updateTransform';

/** The largest half. */
const largest = 65504;

/**
 * Sends each number of an update in half precision (IEEE 754 binary16, little endian), 2 bytes instead
 * of 4: rounded to nearest, ties to even; numbers beyond ±65504 become ±65504. Measures the mean
 * absolute rounding error.
 *
 * ```ts
 * const algorithm = fl.fedAvg({ trainer, rng, ...plan, transforms: [fl.compression.float16()] });
 * ```
 */
export function float16(): UpdateTransform {
  return {
    name: 'float16',
    encodes: true,
    client(update) {
      const halves = floatsToHalves(
        update.map((value) => Math.max(-largest, Math.min(largest, value))),
      );
      const rounded = halvesToFloats(halves);
      let error = 0;
      for (let i = 0; i < update.length; i++) error += Math.abs(update[i] - rounded[i]);
      update.set(rounded);
      return {
        bytes: halves.byteLength,
        measures: { error: error / update.length },
        payload: { codec: 'float16', bytes: littleEndian(halves) },
      };
    },
  };
}

function littleEndian(halves: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(halves.byteLength);
  const view = new DataView(bytes.buffer);
  halves.forEach((half, i) => {
    view.setUint16(2 * i, half, true);
  });
  return bytes;
}
