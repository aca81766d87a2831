/**
 * Conversions between half precision (IEEE 754 binary16), for which JavaScript has no typed array,
 * and single precision.
 */

/** Widens halves, given as bits; every half is exact in single precision. */
export function halvesToFloats(halves: Uint16Array): Float32Array {
  widened ??= Uint32Array.from({ length: 2 ** 16 }, (_, half) => widen(half));
  const bits = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) bits[i] = widened[halves[i]];
  return new Float32Array(bits.buffer);
}

/**
 * Rounds to the nearest halves, ties to even, as bits; values that are too large become infinite.
 */
export function floatsToHalves(floats: Float32Array): Uint16Array {
  const bits = new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
  const halves = new Uint16Array(floats.length);
  for (let i = 0; i < halves.length; i++) {
    const sign = (bits[i] >>> 16) & 0x8000;
    const magnitude = bits[i] & 0x7fffffff;
    if (magnitude < leastNormal) {
      // Single precision between 1/2 and 1 has the steps of halves below 2^-14.
      halves[i] = sign | ((Math.fround(Math.abs(floats[i]) + 0.5) - 0.5) * 2 ** 24);
    } else if (magnitude < beyondLargest) {
      // A carry from rounding goes into the exponent.
      const even = (magnitude >>> 13) & 1;
      halves[i] = sign | ((magnitude - (112 << 23) + 0xfff + even) >>> 13);
    } else if (magnitude <= infinity) {
      halves[i] = sign | 0x7c00;
    } else {
      halves[i] = sign | 0x7c00 | ((magnitude & 0x7fffff) >>> 13 || 0x200);
    }
  }
  return halves;
}

/** The bits of 2^-14, of 2^16 and of infinity in single precision. */
const [leastNormal, beyondLargest, infinity] = [0x38800000, 0x47800000, 0x7f800000];

/** The bits of the single-precision number for each half's bits, created on first use. */
let widened: Uint32Array | undefined;

function widen(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return sign | 0x7f800000 | (fraction << 13);
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  // Subnormal: shift the first 1 bit to the implicit position.
  const shift = Math.clz32(fraction) - 21;
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
}
