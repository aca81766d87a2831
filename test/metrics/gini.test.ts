import fc from 'fast-check';
import { gini } from '../../src/metrics/gini';

test('equal values give 0, one that has everything gives (n - 1) / n, and NumPy agrees', () => {
  expect(gini([3, 3, 3])).toBe(0);
  expect(gini([0, 0, 0, 8])).toBeCloseTo(0.75, 14);
  // x = np.array([1, 5, 2, 12.]); np.abs(x[:, None] - x).mean() / (2 * x.mean())
  expect(gini(Uint32Array.of(1, 5, 2, 12))).toBeCloseTo(0.45, 14);
});

test('the order and the unit do not matter', () => {
  const values = fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(values, (all) => {
      expect(gini([...all].reverse().map((value) => 10 * value))).toBeCloseTo(gini(all), 12);
    }),
  );
});

test('no values, and a negative one, are refused', () => {
  expect(() => gini([])).toThrow('values must hold a number > 0');
  expect(() => gini([1, -1])).toThrow('values[1] must be >= 0, got -1');
});
