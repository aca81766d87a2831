import {
  blockLengths,
  hadamard,
  rotate,
  rotateBack,
} from '../../../src/compression/primitives/hadamard';
import { normalUpdate } from '../../support/codecs';

test('blocks are powers of two, the largest first, and nothing is padded', () => {
  expect(blockLengths(0)).toEqual([]);
  expect(blockLengths(1)).toEqual([1]);
  expect(blockLengths(13)).toEqual([8, 4, 1]);
  // McMahan's CNN: 25 blocks of 65,536, and the bits of what is left.
  const lengths = blockLengths(1_663_370);
  expect(lengths.slice(0, 26)).toEqual([...Array<number>(25).fill(65_536), 16_384]);
  expect(lengths.reduce((sum, length) => sum + length)).toBe(1_663_370);
});

test.each([1, 2, 4, 8, 32, 64])('a block of %i is multiplied by the matrix', (n) => {
  const vector = Float64Array.from(normalUpdate(n, n));
  const found = vector.slice();
  hadamard(found);
  found.forEach((value, row) => {
    // (−1) to the number of bits that row and column have in common.
    const terms = Array.from(vector, (x, column) => {
      const common = (row & column).toString(2).replaceAll('0', '').length;
      return common % 2 === 0 ? x : -x;
    });
    expect(value).toBeCloseTo(terms.reduce((sum, x) => sum + x) / Math.sqrt(n), 12);
  });
});

test('a rotation keeps the length, depends on the seed, and is taken back', () => {
  const vector = normalUpdate(100, 3);
  const rotated = rotate(vector, 1);
  const squares = (values: ArrayLike<number>) =>
    Array.from(values).reduce((sum, value) => sum + value * value, 0);
  expect(squares(rotated)).toBeCloseTo(squares(vector), 9);
  expect(rotate(vector, 2)).not.toEqual(rotated);
  const back = rotateBack(rotated, 1);
  back.forEach((value, i) => {
    expect(value).toBeCloseTo(vector[i], 6);
  });
});
