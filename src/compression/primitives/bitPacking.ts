import type { ByteReader } from './bytes';

/** Bytes that so many numbers of so many bits take. */
export function packedLength(count: number, bits: number): number {
  return Math.ceil((count * bits) / 8);
}

/**
 * Writes whole numbers of 1 to 16 bits each without gaps: the first number is in the lowest bits of the
 * first byte. The last byte is filled with zeros.
 *
 * @param values each in [0, 2^bits)
 */
export function packBits(values: Uint16Array, bits: number): Uint8Array {
  const bytes = new Uint8Array(packedLength(values.length, bits));
  if (bits === 8) {
    bytes.set(values);
    return bytes;
  }
  if (bits === 1) {
    packSingle(values, bytes);
    return bytes;
  }
  let at = 0;
  let held = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    held |= values[i] << count;
    count += bits;
    while (count >= 8) {
      bytes[at++] = held;
      held >>>= 8;
      count -= 8;
    }
  }
  if (count > 0) bytes[at] = held;
  return bytes;
}

function packSingle(values: Uint16Array, bytes: Uint8Array): void {
  const whole = values.length >>> 3;
  for (let at = 0, i = 0; at < whole; at++, i += 8) {
    bytes[at] =
      values[i] |
      (values[i + 1] << 1) |
      (values[i + 2] << 2) |
      (values[i + 3] << 3) |
      (values[i + 4] << 4) |
      (values[i + 5] << 5) |
      (values[i + 6] << 6) |
      (values[i + 7] << 7);
  }
  for (let i = 8 * whole; i < values.length; i++) bytes[whole] |= values[i] << (i & 7);
}

/** Reads the next `count` numbers of `bits` bits each, as `packBits` wrote them. */
export function unpackBits(reader: ByteReader, count: number, bits: number): Uint16Array {
  const bytes = reader.take(packedLength(count, bits));
  if (bits === 8) return Uint16Array.from(bytes);
  const values = new Uint16Array(count);
  const left = bits === 1 ? unpackSingle(bytes, values) : unpackAny(bytes, values, bits);
  if (left !== 0) reader.refuse('end with bits that are 0', left);
  return values;
}

/** Fills `values`; returns the bits that are left. */
function unpackSingle(bytes: Uint8Array, values: Uint16Array): number {
  const count = values.length;
  for (let i = 0; i < count; i++) values[i] = (bytes[i >>> 3] >>> (i & 7)) & 1;
  return count % 8 === 0 ? 0 : bytes[count >>> 3] >>> (count & 7);
}

/** As `unpackSingle`, for numbers of up to 16 bits. */
function unpackAny(bytes: Uint8Array, values: Uint16Array, bits: number): number {
  const mask = (1 << bits) - 1;
  let at = 0;
  let held = 0;
  let ready = 0;
  for (let i = 0; i < values.length; i++) {
    while (ready < bits) {
      held |= bytes[at++] << ready;
      ready += 8;
    }
    values[i] = held & mask;
    held >>= bits;
    ready -= bits;
  }
  return held;
}
