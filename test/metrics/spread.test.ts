import { spread } from '../../src/metrics/spread';

test('mean and standard deviation of a sample', () => {
  expect(spread([1, 2, 3, 6])).toEqual({ mean: 3, std: Math.sqrt(14 / 3) });
  expect(spread([0.5])).toEqual({ mean: 0.5, std: 0 });
});

test('nothing has no spread', () => {
  expect(() => spread([])).toThrow('values must hold at least one number');
});
