import { createCipheriv as nodeCipher } from 'node:crypto';
import { createCipheriv } from '../../src/page/cipher';

test('counter mode gives the bytes of Node.js, however a message is divided', () => {
  const key = Uint8Array.from({ length: 32 }, (_, i) => 7 * i);
  // The counter overflows its lowest bytes within the message.
  const start = Uint8Array.from({ length: 16 }, (_, i) => (i < 12 ? i : 255));
  const message = Uint8Array.from({ length: 5000 }, (_, i) => i % 251);
  const whole = nodeCipher('aes-256-ctr', key, start).update(message);
  const cipher = createCipheriv('aes-256-ctr', key, start);
  const parts = [0, 1, 16, 30, 31, 1000, 4096, 5000].map((end, i, ends) =>
    cipher.update(message.subarray(ends[i - 1] ?? 0, end)),
  );
  expect(Buffer.concat(parts).equals(whole)).toBe(true);
  expect(cipher.final()).toHaveLength(0);
});

test('another cipher is refused by name', () => {
  expect(() => createCipheriv('des', new Uint8Array(8), new Uint8Array(8))).toThrow(
    'no cipher des here, only aes-256-ctr',
  );
});
