import { packBits, packedLength, unpackBits } from './bitPacking';
import type { ByteReader } from './bytes';

/*
 * Ascending positions as Rice codes of their gaps (how many positions are left out before each): all low
 * bits of all gaps come first, and then each gap's high part h as h bits that are 0 and one that is 1.
 * Without low bits that is a bitmap, with one bit for each position.
 */

/** The number of a gap's low bits (0 to 16), and the bytes. */
export interface EncodedPositions {
  readonly lowBits: number;
  readonly bytes: Uint8Array;
}

export function encodePositions(positions: Uint32Array, size: number): EncodedPositions {
  const gaps = new Uint32Array(positions.length);
  for (let i = 0, next = 0; i < gaps.length; i++) {
    gaps[i] = positions[i] - next;
    next = positions[i] + 1;
  }
  const [lowBits, length] = bestLowBits(gaps, size);
  const bytes = new Uint8Array(length);
  if (lowBits > 0) {
    const low = new Uint16Array(gaps.length);
    const mask = 2 ** lowBits - 1;
    for (let i = 0; i < low.length; i++) low[i] = gaps[i] & mask;
    bytes.set(packBits(low, lowBits));
  }
  const start = packedLength(gaps.length, lowBits);
  let at = 0;
  for (let i = 0; i < gaps.length; i++) {
    at += gaps[i] >>> lowBits;
    bytes[start + (at >>> 3)] |= 1 << (at & 7);
    at++;
  }
  return { lowBits, bytes };
}

/** Reads all that is left. */
export function decodePositions(
  reader: ByteReader,
  lowBits: number,
  count: number,
  size: number,
): Uint32Array {
  const low = lowBits === 0 ? new Uint16Array(count) : unpackBits(reader, count, lowBits);
  const rest = reader.rest();
  const highs = ones(reader, rest, count);
  const length = count === 0 ? 0 : packedLength(highs[count - 1] + 1, 1);
  if (length !== rest.length) reader.refuse(`end after ${length} bytes of gaps`, rest.length);
  const positions = new Uint32Array(count);
  let next = 0;
  for (let i = 0; i < count; i++) {
    const high = i === 0 ? highs[0] : highs[i] - highs[i - 1] - 1;
    next += high * 2 ** lowBits + low[i] + 1;
    positions[i] = next - 1;
  }
  if (next > size) reader.refuse(`have positions below ${size}`, next - 1);
  return positions;
}

/** The number of low bits with the fewest bytes, and those. */
function bestLowBits(gaps: Uint32Array, size: number): readonly [lowBits: number, bytes: number] {
  const mean = gaps.length === 0 ? 0 : size / gaps.length;
  const guess = Math.max(0, Math.floor(Math.log2(Math.max(1, mean * Math.LN2))));
  let best: readonly [number, number] = [0, Infinity];
  for (let bits = Math.max(0, Math.min(16, guess) - 1); bits <= Math.min(16, guess + 1); bits++) {
    let high = gaps.length;
    for (let i = 0; i < gaps.length; i++) high += gaps[i] >>> bits;
    const bytes = packedLength(gaps.length, bits) + packedLength(high, 1);
    if (bytes < best[1]) best = [bits, bytes];
  }
  return best;
}

/** Positions of the bits that are 1, of which there must be `count`. */
function ones(reader: ByteReader, bytes: Uint8Array, count: number): Uint32Array {
  const found = new Uint32Array(count);
  let total = 0;
  for (let at = 0; at < bytes.length; at++) {
    for (let byte = bytes[at]; byte > 0; byte &= byte - 1) {
      if (total < count) found[total] = 8 * at + 31 - Math.clz32(byte & -byte);
      total++;
    }
  }
  if (total !== count) reader.refuse(`mark ${count} positions`, total);
  return found;
}
