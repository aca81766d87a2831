import { Buffer } from './bytes';

/** The most bytes that WebCrypto gives at once. */
const atOnce = 65_536;

/** Fills an array with random bytes. */
export function randomFillSync<A extends ArrayBufferView>(array: A): A {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  for (let at = 0; at < bytes.length; at += atOnce) {
    // WebCrypto does not write to memory that threads share.
    const piece = new Uint8Array(Math.min(atOnce, bytes.length - at));
    bytes.set(globalThis.crypto.getRandomValues(piece), at);
  }
  return array;
}

/** Random bytes. */
export function randomBytes(count: number): Buffer {
  return randomFillSync(Buffer.alloc(count));
}

/** A whole number, uniform in [0, limit); `limit` is at most 2^32. */
export function randomInt(limit: number): number {
  const unbiased = 2 ** 32 - (2 ** 32 % limit);
  const [draw] = randomFillSync(new Uint32Array(1));
  return draw < unbiased ? draw % limit : randomInt(limit);
}

/** A random identifier (UUID, version 4). */
export function randomUUID(): string {
  const bytes = randomBytes(16);
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
