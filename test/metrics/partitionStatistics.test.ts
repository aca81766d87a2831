import { partitionStatistics } from '../../src/metrics/partitionStatistics';

test('sizes, labels and distances from the whole, by hand', () => {
  // The whole is 4 : 4. Client 1 has it, client 2 has one label, client 3 three quarters of the other.
  const statistics = partitionStatistics([
    [1, 1],
    [0, 2],
    [3, 1],
  ]);
  expect(statistics).toMatchObject({
    clients: 3,
    examples: 8,
    sizes: { min: 2, max: 4 },
    labels: { min: 1, max: 2 },
  });
  expect(statistics.sizes.mean).toBeCloseTo(8 / 3, 14);
  // Differences of sizes 2, 2, 4: four of 2 among nine pairs; 8/9 over 2 · 8/3.
  expect(statistics.sizes.gini).toBeCloseTo(1 / 6, 14);
  expect(statistics.labels.mean).toBeCloseTo(5 / 3, 14);
  const { perClient, mean, max } = statistics.totalVariation;
  expect(perClient).toEqual([0, 0.5, 0.25]);
  expect(mean).toBeCloseTo(0.25, 14);
  expect(max).toBe(0.5);
  // (0, 1) and (1/2, 1/2) with middle (1/4, 3/4): (log2(4/3) + log2(2)/2 + log2(2/3)/2) / 2.
  const squared = (Math.log2(4 / 3) + 1 / 2 + Math.log2(2 / 3) / 2) / 2;
  expect(statistics.jensenShannon.perClient[1]).toBeCloseTo(Math.sqrt(squared), 14);
  expect(statistics.jensenShannon.max).toBe(statistics.jensenShannon.perClient[1]);
});

test('a client without examples has no distance and does not count in their mean', () => {
  const { sizes, totalVariation } = partitionStatistics([
    Uint32Array.of(1, 1),
    Uint32Array.of(0, 0),
  ]);
  expect(sizes.min).toBe(0);
  expect(totalVariation).toEqual({ perClient: [0, NaN], mean: 0, max: 0 });
});

test('no examples are refused', () => {
  expect(() => partitionStatistics([])).toThrow('counts must hold at least one example');
  expect(() => partitionStatistics([[0, 0]])).toThrow('counts must hold at least one example');
});
