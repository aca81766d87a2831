import fc from 'fast-check';
import { leastCostAssignment } from '../../../src/attacks/leakage/leastCostAssignment';
import { matchImages, peakSignalToNoise } from '../../../src/attacks/leakage/matchImages';
import { makeDataset } from '../../../src/data/makeDataset';

test('the ratio in decibels, by hand', () => {
  expect(peakSignalToNoise([0, 1], [0.1, 0.9])).toBeCloseTo(20, 10); // mean square 0.01
  expect(peakSignalToNoise([0, 0], [1, 1])).toBeCloseTo(0, 12);
  expect(peakSignalToNoise([0.5], [0.5])).toBe(Infinity);
  expect(() => peakSignalToNoise([], [])).toThrow('a must hold at least one pixel');
  expect(() => peakSignalToNoise([1], [1, 1])).toThrow('b must hold 1 pixels, got 2');
});

/** All orders of 0 … n − 1. */
function orders(n: number): number[][] {
  if (n === 0) return [[]];
  return orders(n - 1).flatMap((order) =>
    Array.from({ length: n }, (_, i) => [...order.slice(0, i), n - 1, ...order.slice(i)]),
  );
}

test('the assignment costs as little as the best of all orders', () => {
  const cost = fc.double({ min: 0, max: 10, noNaN: true });
  const matrix = fc
    .integer({ min: 1, max: 5 })
    .chain((n) =>
      fc.array(fc.array(cost, { minLength: n, maxLength: n }), { minLength: n, maxLength: n }),
    );
  fc.assert(
    fc.property(matrix, (costs) => {
      const total = (order: readonly number[]): number =>
        order.reduce((sum, column, row) => sum + costs[row][column], 0);
      const found = leastCostAssignment(costs);
      expect([...found].sort()).toEqual(costs.map((_, i) => i));
      const best = Math.min(...orders(costs.length).map(total));
      expect(total(found)).toBeCloseTo(best, 9);
    }),
    { numRuns: 50 },
  );
});

test('rebuilt images are matched whatever their order, and equal ones are equal', () => {
  const truth = makeDataset(
    Uint8Array.of(0, 0, 255, 255, 255, 0),
    Uint8Array.of(0, 1, 0),
    [1, 2, 1],
    ['a', 'b'],
  );
  const images = Float32Array.of(1, 0.2, 0, 0, 0.9, 1);
  const { order, psnr } = matchImages({ images, labels: Uint8Array.of(0, 0, 1) }, truth);
  expect(order).toEqual([1, 2, 0]);
  expect(psnr[0]).toBe(Infinity);
  expect(psnr[1]).toBeCloseTo(10 * Math.log10(2 / 0.01), 4);
  expect(psnr[2]).toBeCloseTo(10 * Math.log10(2 / 0.04), 4);
  expect(() =>
    matchImages({ images: images.subarray(2), labels: Uint8Array.of(0, 1) }, truth),
  ).toThrow('rebuilt images must be 3 of 2 pixels, got 4');
});
