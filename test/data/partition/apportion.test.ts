import fc from 'fast-check';
import { Rng } from '../../../src/core/rng';
import { apportion, logNormalSizes } from '../../../src/data/partition/apportion';

const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);

test('seats go to the largest remainders', () => {
  // Shares of 10: 4.7, 1.6, 1.58, 1.2, 0.61, 0.31 – the usual textbook example, computed by hand.
  expect(apportion([47_000, 16_000, 15_800, 12_000, 6_100, 3_100], 10)).toEqual([5, 2, 1, 1, 1, 0]);
  expect(apportion([1, 1, 1], 2)).toEqual([1, 1, 0]);
  expect(apportion([0, 3], 0)).toEqual([0, 0]);
});

test('parts add up to the total, each its share rounded up or down', () => {
  const weights = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(
      weights.filter((w) => sum(w) > 0),
      fc.integer({ min: 0, max: 1_000_000 }),
      (w, total) => {
        const parts = apportion(w, total);
        expect(sum(parts)).toBe(total);
        parts.forEach((part, i) => {
          expect(Math.abs(part - (w[i] / sum(w)) * total)).toBeLessThan(1 + 1e-9);
        });
      },
    ),
  );
});

test('log-normal sizes have the requested sum, minimum and spread', () => {
  const sizes = logNormalSizes(1_000_000, 2000, 0.7, 40, Rng.fromSeed(1));
  expect(sum(sizes)).toBe(1_000_000);
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(40);
  const logs = sizes.map((size) => Math.log(size - 40));
  const mean = sum(logs) / logs.length;
  const deviation = Math.sqrt(sum(logs.map((x) => (x - mean) ** 2)) / logs.length);
  expect(Math.abs(deviation - 0.7)).toBeLessThan((4 * 0.7) / Math.sqrt(2 * 2000));
  expect(logNormalSizes(100, 10, 0, 1, Rng.fromSeed(1))).toEqual(Array<number>(10).fill(10));
});

test('a minimum that the total does not allow is refused', () => {
  expect(() => logNormalSizes(100, 10, 1, 11, Rng.fromSeed(1))).toThrow(
    'minimum must be at most 10 for 100 examples in 10 parts, got 11',
  );
  expect(() => logNormalSizes(100, 10, 1, 0, Rng.fromSeed(1))).toThrow(
    'minimum must be a whole number of at least 1, got 0',
  );
});
