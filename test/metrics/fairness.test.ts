import { clientAccuracy } from '../../src/metrics/fairness';

test('mean, worst tenth and standard deviation, by hand', () => {
  // Squares of the distances from 0.65: 0.0625, 0.0225, 0.0625, 0.0225; their mean 0.0425.
  const four = clientAccuracy([0.9, 0.8, 0.4, 0.5]);
  expect(four.mean).toBeCloseTo(0.65, 12);
  expect(four.worst10).toBeCloseTo(0.4, 12);
  expect(four.std).toBeCloseTo(Math.sqrt(0.0425), 12);
});

test('the worst tenth of 11 clients are two, of 20 as well', () => {
  const rising = (count: number) => Array.from({ length: count }, (_, i) => i / 20).reverse();
  expect(clientAccuracy(rising(11)).worst10).toBeCloseTo((0 + 0.05) / 2, 12);
  expect(clientAccuracy(rising(20)).worst10).toBeCloseTo((0 + 0.05) / 2, 12);
  expect(clientAccuracy(rising(10)).worst10).toBe(0);
});

test('no client, and no accuracy, are refused', () => {
  expect(() => clientAccuracy([])).toThrow('accuracies must hold at least one number');
  expect(() => clientAccuracy([0.5, NaN])).toThrow(
    'accuracies[1] must be between 0 and 1, got NaN',
  );
});
