import { spacedOut } from '../../src/core/spacedOut';

test('all of a few items; of many, evenly spaced ones with the first and the last', () => {
  expect(spacedOut([1, 2, 3], 3)).toEqual([1, 2, 3]);
  expect(spacedOut([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 3)).toEqual([0, 5, 10]);
  expect(spacedOut([...Array(100).keys()], 12)).toHaveLength(12);
});
