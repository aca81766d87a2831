import { ArgumentError } from '../../core/errors';

/** The largest float32 number. */
export const largestFloat32 = (2 - 2 ** -23) * 2 ** 127;

/** Rounds to float32; numbers beyond its range become the largest ones. Writes to `floats`. */
export function toFloat32(values: Float64Array, floats: Float32Array): void {
  const largest = largestFloat32;
  for (let i = 0; i < values.length; i++) {
    floats[i] = Math.max(-largest, Math.min(largest, values[i]));
  }
}

/** Throws an `ArgumentError` unless all numbers of an update are finite. */
export function checkFinite(update: Float32Array): void {
  for (let i = 0; i < update.length; i++) {
    // A number minus itself is 0 unless it is infinite or not a number.
    if (update[i] - update[i] !== 0) {
      throw new ArgumentError(`update[${i}]`, 'be finite to be encoded', update[i]);
    }
  }
}
