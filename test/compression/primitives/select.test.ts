import { largestKeys, randomPositions } from '../../../src/compression/primitives/select';
import { Rng } from '../../../src/core/rng';

test('of equal keys the first are taken', () => {
  const keys = Uint32Array.of(5, 2 ** 32 - 1, 5, 7, 5, 0);
  expect([...largestKeys(keys, 1)]).toEqual([1]);
  expect([...largestKeys(keys, 4)]).toEqual([0, 1, 2, 3]);
  expect([...largestKeys(keys, 6)]).toEqual([0, 1, 2, 3, 4, 5]);
  expect([...largestKeys(keys, 0)]).toEqual([]);
});

test('the largest keys are those that sorting finds', () => {
  const rng = Rng.fromSeed(1);
  for (const range of [10, 2 ** 12, 2 ** 32]) {
    const keys = Uint32Array.from({ length: 200 }, () => rng.integer(range));
    const order = [...keys.keys()].sort((a, b) => keys[b] - keys[a] || a - b);
    for (const count of [1, 17, 100, 200]) {
      const expected = order.slice(0, count).sort((a, b) => a - b);
      expect([...largestKeys(keys, count)]).toEqual(expected);
    }
  }
});

test('each position is chosen equally often', () => {
  const counts = new Float64Array(12);
  for (let seed = 0; seed < 6000; seed++) {
    for (const position of randomPositions(seed, 12, 3)) counts[position]++;
  }
  // A share of 1/4 of 6,000: 1,500 with a standard deviation of 33.5; four of them.
  for (const count of counts) expect(Math.abs(count - 1500)).toBeLessThan(134);
});
