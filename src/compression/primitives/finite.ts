import { ArgumentError } from '../../core/errors';
import { firstNotFinite } from '../../core/vector';

/** The largest float32 number. */
export const largestFloat32 = (2 - 2 ** -23) * 2 ** 127;

/** Rounds to float32; numbers beyond its range become the largest ones. Writes to `floats`. */
export function toFloat32(values: Float64Array, floats: Float32Array): void {
  for (let i = 0; i < values.length; i++) floats[i] = clamped(values[i]);
}

/** The number, or the float32 number that is closest to it if it is beyond their range. */
export function clamped(value: number): number {
  return Math.max(-largestFloat32, Math.min(largestFloat32, value));
}

/** Throws an `ArgumentError` unless all numbers of an update are finite. */
export function checkFinite(update: Float32Array): void {
  const i = firstNotFinite(update);
  if (i >= 0) throw new ArgumentError(`update[${i}]`, 'be finite to be encoded', update[i]);
}
