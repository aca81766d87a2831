import { argMax, isFiniteVector, joinVectors, largestDifference } from '../../src/core/vector';

test('vectors are joined in order and copied', () => {
  const first = Float32Array.of(1, 2);
  const joined = joinVectors([first, new Float32Array(0), Float32Array.of(3)]);
  expect(joined).toEqual(Float32Array.of(1, 2, 3));
  first[0] = 9;
  expect(joined[0]).toBe(1);
  expect(joinVectors([])).toEqual(new Float32Array(0));
});

test('the position of the largest number in a part, the first one if tied', () => {
  expect(argMax([9, 1, 3, 3, 2], 1, 4)).toBe(1);
  expect(argMax([-2, -1], 0, 2)).toBe(1);
  expect(argMax([5], 0, 1)).toBe(0);
});

test('a vector is finite or not', () => {
  expect(isFiniteVector(Float32Array.of(3e38, -3e38, 3e38))).toBe(true);
  expect(isFiniteVector(new Float32Array(0))).toBe(true);
  for (const bad of [NaN, Infinity, -Infinity]) {
    expect(isFiniteVector(Float32Array.of(1, bad, 2))).toBe(false);
  }
});

test('the largest difference of two vectors, of either sign', () => {
  expect(largestDifference([1, 5, 2], Float32Array.of(1.5, 3, 2))).toBe(2);
  expect(largestDifference([], [])).toBe(0);
  expect(largestDifference([1, NaN, 0], [1, 2, 5])).toBeNaN();
  expect(() => largestDifference([1, 2], [1])).toThrow('b must hold 2 numbers, got 1');
});
