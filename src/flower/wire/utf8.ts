/** Bytes as text, nothing copied; unlike `TextDecoder` it takes memory that can be resized, too. */
export function utf8({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString();
}
