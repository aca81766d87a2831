import { crc32c } from '@aws-crypto/crc32c';
import { maskedCrc32c, tfRecord } from '../../src/tensorboard/tfRecord';

test('the checksum is CRC-32C (RFC 3720, appendix B.4)', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
});

test('the masked checksum is TensorFlow’s', () => {
  // python: from tensorboard.compat.tensorflow_stub.pywrap_tensorflow import masked_crc32c
  //         hex(masked_crc32c(b'123456789')), hex(masked_crc32c(b''))
  expect(maskedCrc32c(Buffer.from('123456789'))).toBe(0xc78ab0e5);
  expect(maskedCrc32c(new Uint8Array(0))).toBe(0xa282ead8);
});

test('a record is length, its checksum, data, its checksum', () => {
  const record = Buffer.from(tfRecord(Buffer.from('abc')));
  expect(record.length).toBe(19);
  expect(record.readBigUInt64LE(0)).toBe(3n);
  expect(record.readUInt32LE(8)).toBe(maskedCrc32c(record.subarray(0, 8)));
  expect(record.toString('latin1', 12, 15)).toBe('abc');
  expect(record.readUInt32LE(15)).toBe(maskedCrc32c(Buffer.from('abc')));
});
