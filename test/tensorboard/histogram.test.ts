import fc from 'fast-check';
import { histogram } from '../../src/tensorboard/histogram';

test('values are counted in equally wide intervals; the last holds the largest', () => {
  expect(histogram([0, 1, 1.5, 2, 4], 4)).toEqual([
    { left: 0, right: 1, count: 1 },
    { left: 1, right: 2, count: 2 },
    { left: 2, right: 3, count: 1 },
    { left: 3, right: 4, count: 1 },
  ]);
});

test('equal values lie in the last interval', () => {
  expect(histogram([7, 7, 7], 2)).toEqual([
    { left: 7, right: 7, count: 0 },
    { left: 7, right: 7, count: 3 },
  ]);
});

test('every value is counted once, and the edges run from the smallest to the largest', () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
  const buckets = fc.integer({ min: 1, max: 50 });
  fc.assert(
    fc.property(fc.array(finite, { minLength: 1 }), buckets, (values, count) => {
      const bars = histogram(values, count);
      expect(bars.length).toBe(count);
      expect(bars.reduce((sum, bar) => sum + bar.count, 0)).toBe(values.length);
      expect(bars[0].left === Math.min(...values)).toBe(true);
      expect(bars.at(-1)!.right === Math.max(...values)).toBe(true);
      for (const { left, right } of bars) expect(left).toBeLessThanOrEqual(right);
    }),
  );
});

test('no values, values that are not finite and no intervals are refused', () => {
  expect(() => histogram([])).toThrow('values must hold at least one number');
  expect(() => histogram([1, NaN])).toThrow('values[1] must be a finite number, got NaN');
  expect(() => histogram([1], 0)).toThrow('buckets must be a whole number between 1 and');
});
