import fc from 'fast-check';
import { jensenShannon, totalVariation } from '../../src/metrics/distribution';

const weights = fc
  .array(fc.integer({ min: 0, max: 9 }), { minLength: 4, maxLength: 4 })
  .filter((all) => all.some((weight) => weight > 0));

test('the numbers match NumPy’s', () => {
  // NumPy 2.4:
  //   p = np.array([6, 1, 0, 3.]) / 10; q = np.ones(4) / 4; m = (p + q) / 2
  //   kl = lambda a, b: np.sum(a[a > 0] * np.log2(a[a > 0] / b[a > 0]))
  //   np.sqrt((kl(p, m) + kl(q, m)) / 2), np.abs(p - q).sum() / 2
  expect(jensenShannon([6, 1, 0, 3], [1, 1, 1, 1])).toBeCloseTo(0.4518336495775292, 14);
  expect(totalVariation([6, 1, 0, 3], [1, 1, 1, 1])).toBeCloseTo(0.4, 14);
});

test.each([totalVariation, jensenShannon])('%p is a metric with values from 0 to 1', (distance) => {
  expect(distance([1, 0], [0, 5])).toBe(1);
  expect(distance(Uint32Array.of(2, 4), [1, 2])).toBe(0);
  fc.assert(
    fc.property(weights, weights, weights, (p, q, r) => {
      const pq = distance(p, q);
      expect(pq).toBeGreaterThanOrEqual(0);
      expect(pq).toBeLessThanOrEqual(1);
      expect(distance(q, p)).toBeCloseTo(pq, 7);
      expect(distance(p, r)).toBeLessThanOrEqual(pq + distance(q, r) + 1e-7);
    }),
  );
});

test('invalid distributions are refused', () => {
  expect(() => totalVariation([1], [1, 2])).toThrow('q must hold 1 numbers, got 2');
  expect(() => totalVariation([0, 0], [1, 2])).toThrow('p must hold a number > 0');
  expect(() => jensenShannon([1, 1], [1, -2])).toThrow('q[1] must be >= 0, got -2');
});
