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
  for (let i = 0; i < halves.length; i++) halves[i] = narrow(bits[i]);
  return halves;
}

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

function narrow(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const exponent = (bits >>> 23) & 0xff;
  const fraction = bits & 0x7fffff;
  if (exponent === 0xff) {
    const nan = fraction === 0 ? 0 : fraction >>> 13 || 0x200;
    return sign | 0x7c00 | nan;
  }
  const power = exponent - 112;
  if (power >= 31) return sign | 0x7c00;
  if (power < -10) return sign;
  // A subnormal half has no implicit 1 bit; a carry from rounding goes into the exponent.
  return power > 0
    ? sign | roundedShift((power << 23) | fraction, 13)
    : sign | roundedShift(0x800000 | fraction, 14 - power);
}

/** `value` / 2^bits, rounded to nearest, ties to even. */
function roundedShift(value: number, bits: number): number {
  const quotient = value >>> bits;
  const rest = value & ((1 << bits) - 1);
  const half = 1 << (bits - 1);
  return rest > half || (rest === half && quotient & 1) ? quotient + 1 : quotient;
}
