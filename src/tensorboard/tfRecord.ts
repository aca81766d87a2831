import { Buffer } from '../platform/bytes';
import { crc32c } from '@aws-crypto/crc32c';

/** Added by the format to a rotated checksum, so that a checksum of checksums stays meaningful. */
const MASK_DELTA = 0xa282ead8;

/** The checksum of TFRecord files: CRC-32C, rotated right by 15 bits, plus a constant. */
export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + MASK_DELTA) >>> 0;
}

/**
 * One record of a TFRecord file: length (8 bytes, little endian), its checksum (4), the data, its
 * checksum (4).
 */
export function tfRecord(data: Uint8Array): Uint8Array {
  const record = Buffer.alloc(data.length + 16);
  record.writeBigUInt64LE(BigInt(data.length), 0);
  record.writeUInt32LE(maskedCrc32c(record.subarray(0, 8)), 8);
  record.set(data, 12);
  record.writeUInt32LE(maskedCrc32c(data), 12 + data.length);
  return record;
}
