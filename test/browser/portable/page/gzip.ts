import { gzipSync as gzip, strToU8, zlibSync } from 'fflate';
import { Buffer } from '../../../../src/platform/bytes';

/** What test files pack that the library only unpacks. */
export function gzipSync(data: string | Uint8Array): Buffer {
  return Buffer.from(gzip(typeof data === 'string' ? strToU8(data) : data));
}

export function deflateSync(data: Uint8Array): Buffer {
  return Buffer.from(zlibSync(data));
}
