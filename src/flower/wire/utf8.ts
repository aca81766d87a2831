import { Buffer } from '../../platform/bytes';

/** Decodes bytes without copying them; unlike `TextDecoder`, also from resizable memory. */
export function utf8({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString();
}
