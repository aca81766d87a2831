import fc from 'fast-check';
import { quantileBins } from '../../../src/data/partition/quantileBins';

const of = (values: readonly number[], bins: number) => {
  const { labels, classNames } = quantileBins(values, bins);
  return { labels: [...labels], classNames };
};

test('numbers that differ make bins of equal size, in their order', () => {
  expect(of([3.1, 9, 4.6, 2.5], 2)).toEqual({
    labels: [0, 1, 1, 0],
    classNames: ['2.5 to 3.1', '4.6 to 9'],
  });
  // Middles of the ranks 0.5, …, 4.5 of 5, times 2: 0.2, 0.6, 1, 1.4, 1.8.
  expect(of([10, 20, 30, 40, 50], 2).labels).toEqual([0, 0, 1, 1, 1]);
});

test('equal numbers are not separated; a bin that gets none is left out', () => {
  // The ones have the ranks 0 to 5, middle 3 of 10, of 4 bins the second; 2: 6.5, the third; 3, 4 and 5:
  // 7.5, 8.5 and 9.5, all the fourth.
  expect(of([1, 1, 1, 5, 1, 4, 1, 3, 1, 2], 4)).toEqual({
    labels: [0, 0, 0, 2, 0, 2, 0, 2, 0, 1],
    classNames: ['1', '2', '3 to 5'],
  });
});

test('no more different numbers than bins: a bin for each', () => {
  expect(of([7, 1, 1, 1, 1, 1, 1, 8, 1], 10)).toEqual({
    labels: [1, 0, 0, 0, 0, 0, 0, 2, 0],
    classNames: ['1', '7', '8'],
  });
  expect(of([4, 4], 2)).toEqual({ labels: [0, 0], classNames: ['4'] });
  expect(of([], 2)).toEqual({ labels: [], classNames: [] });
});

test('names have as many digits as tell the ends apart', () => {
  const float = Float32Array.of(39.1, 39.2, 46.5, 50.25);
  expect(quantileBins(float, 2).classNames).toEqual(['39.1 to 39.2', '46.5 to 50.3']);
  expect(of([1.00001, 1.00002, 1.00003], 3).classNames).toEqual(['1.00001', '1.00002', '1.00003']);
});

test('labels rise with the numbers; sizes are even to within the largest group of equal numbers', () => {
  const numbers = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 100 });
  fc.assert(
    fc.property(numbers, fc.integer({ min: 2, max: 256 }), (values, bins) => {
      const { labels, classNames } = quantileBins(values, bins);
      const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
      expect(new Set(labels)).toEqual(new Set(classNames.keys()));
      expect(new Set(classNames).size).toBe(classNames.length);
      const countOf = <T>(all: ArrayLike<T>, one: T) =>
        Array.from(all).filter((value) => value === one).length;
      const most = Math.max(...values.map((value) => countOf(values, value)));
      order.slice(1).forEach((index, i) => {
        const step = labels[index] - labels[order[i]];
        expect(step === 0 || (step === 1 && values[index] > values[order[i]])).toBe(true);
      });
      if (new Set(values).size <= bins) expect(classNames).toHaveLength(new Set(values).size);
      else {
        classNames.forEach((_, label) => {
          expect(countOf(labels, label)).toBeLessThan(values.length / bins + most + 1);
        });
      }
    }),
    { numRuns: 60 },
  );
});

test('numbers that are not finite and too many bins are refused', () => {
  expect(() => quantileBins([1, NaN], 2)).toThrow('values[1] must be finite, got NaN');
  expect(() => quantileBins([1], 1)).toThrow('bins must be a whole number between 2 and 256');
  expect(() => quantileBins([1], 257)).toThrow('bins must be a whole number between 2 and 256');
});
