import { crc32 } from '../../src/core/crc32';

test('the check values of the CRC catalogue and of no bytes', () => {
  expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
  expect(crc32(Buffer.alloc(0))).toBe(0);
});
