import { packBits, packedLength, unpackBits } from '../../../src/compression/primitives/bitPacking';
import { ByteReader } from '../../../src/compression/primitives/bytes';
import { Rng } from '../../../src/core/rng';

test('the first number is in the lowest bits', () => {
  // 101 011 110, and zeros: 110 011 101 from the highest to the lowest bit.
  expect([...packBits(Uint16Array.of(0b101, 0b011, 0b110), 3)]).toEqual([0b10011101, 0b1]);
});

test.each(Array.from({ length: 16 }, (_, i) => i + 1))('%i bits come back', (bits) => {
  const rng = Rng.fromSeed(bits);
  for (let count = 0; count < 20; count++) {
    const values = Uint16Array.from({ length: count }, () => rng.integer(2 ** bits));
    const bytes = packBits(values, bits);
    expect(bytes).toHaveLength(packedLength(count, bits));
    expect(unpackBits(new ByteReader('test', bytes), count, bits)).toEqual(values);
  }
});
