import { joinVectors } from '../../src/core/vector';

test('vectors are joined in order, and copied', () => {
  const first = Float32Array.of(1, 2);
  const joined = joinVectors([first, new Float32Array(0), Float32Array.of(3)]);
  expect(joined).toEqual(Float32Array.of(1, 2, 3));
  first[0] = 9;
  expect(joined[0]).toBe(1);
  expect(joinVectors([])).toEqual(new Float32Array(0));
});
