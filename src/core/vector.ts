import { ArgumentError } from './errors';

/** One vector after the other, copied. */
export function joinVectors(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** The bits of a 32-bit float's exponent: all of them are set if it is infinite or not a number. */
const exponent = 0x7f800000;

/** Whether every number is finite. */
export function isFiniteVector({ buffer, byteOffset, length }: Float32Array): boolean {
  // On bits, four at a time, which takes a quarter of the time of arithmetic: a difference is
  // negative unless all bits of the exponent are set.
  const bits = new Int32Array(buffer, byteOffset, length);
  const last = length - 4;
  let signs = -1;
  let i = 0;
  for (; i <= last; i += 4) {
    signs &=
      ((bits[i] & exponent) - exponent) &
      ((bits[i + 1] & exponent) - exponent) &
      ((bits[i + 2] & exponent) - exponent) &
      ((bits[i + 3] & exponent) - exponent);
  }
  for (; i < length; i++) signs &= (bits[i] & exponent) - exponent;
  return signs < 0;
}

/** The position of the first number that is not finite, -1 if there is none. */
export function firstNotFinite(vector: Float32Array): number {
  return isFiniteVector(vector) ? -1 : vector.findIndex((value) => !Number.isFinite(value));
}

/** The position of the largest of `length` numbers, counted from `start`; the first one if tied. */
export function argMax(vector: ArrayLike<number>, start: number, length: number): number {
  let best = 0;
  for (let i = 1; i < length; i++) if (vector[start + i] > vector[start + best]) best = i;
  return best;
}

type Vector = Float32Array | Float64Array;

/** The L2 norm, in double precision. */
export function norm(vector: Vector): number {
  let sum = 0;
  for (const value of vector) sum += value * value;
  return Math.sqrt(sum);
}

/** Σ aᵢ·bᵢ in double precision, for vectors of equal length. */
export function dotProduct(a: Vector, b: Vector): number {
  // Four sums, which do not wait for each other.
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const last = a.length - 4;
  let i = 0;
  for (; i <= last; i += 4) {
    s0 += a[i] * b[i];
    s1 += a[i + 1] * b[i + 1];
    s2 += a[i + 2] * b[i + 2];
    s3 += a[i + 3] * b[i + 3];
  }
  for (; i < a.length; i++) s0 += a[i] * b[i];
  return s0 + s1 + s2 + s3;
}

/** The middle value of sorted numbers, of which there is at least one, or the mean of the middle two. */
export function middle(sorted: Vector): number {
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** The largest difference between two vectors of equal length; NaN if either contains a NaN. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new ArgumentError('b', `hold ${a.length} numbers`, b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}
