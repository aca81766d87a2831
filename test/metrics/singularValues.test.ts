import { singularValues } from '../../src/metrics/singularValues';

test('a matrix whose singular values are known: √45 and √5', () => {
  const values = singularValues([3, 0, 4, 5], [2, 2]);
  expect(values).toHaveLength(2);
  expect(values[0]).toBeCloseTo(Math.sqrt(45), 12);
  expect(values[1]).toBeCloseTo(Math.sqrt(5), 12);
});

test('NumPy agrees on a tensor, whose last axis is the columns; its transpose has the same', () => {
  // t = np.arange(24.).reshape(2, 3, 4) % 7; np.linalg.svd(t.reshape(6, 4), compute_uv=False)
  const numpy = [14.097532927401614, 6.454713720928904, 4.876627732177938, 3.716818276891188];
  const tensor = Float32Array.from({ length: 24 }, (_, i) => i % 7);
  const transposed = Array.from({ length: 24 }, (_, i) => tensor[(i % 6) * 4 + Math.floor(i / 6)]);
  for (const values of [singularValues(tensor, [2, 3, 4]), singularValues(transposed, [4, 6])]) {
    expect(values).toHaveLength(4);
    values.forEach((value, i) => {
      expect(value).toBeCloseTo(numpy[i], 10);
    });
  }
});

test('an outer product has one singular value, zeros have none but zeros', () => {
  const [first, second] = singularValues([1, 2, 2, 4], [2, 2]);
  expect(first).toBeCloseTo(5, 12);
  expect(second).toBeCloseTo(0, 12);
  expect(singularValues([0, 0, 0], [3, 1])).toEqual([0]);
});

test('shapes that do not fit and numbers that are not finite are refused', () => {
  expect(() => singularValues([1, 2], [2])).toThrow('shape must have at least two axes');
  expect(() => singularValues([1, 2, 3], [2, 2])).toThrow('tensor must hold 2 × 2 numbers, got 3');
  expect(() => singularValues([1, NaN], [1, 2])).toThrow('tensor[1] must be finite, got NaN');
});
