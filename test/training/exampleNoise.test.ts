import { Rng } from '../../src/core/rng';
import { exampleNoise } from '../../src/training/exampleNoise';
import type { ExamplePrivacy } from '../../src/training/plan';

const privacy = { clip: 2, noiseMultiplier: 1.5, noise: 'seeded' } as const;

test('each step takes each example with probability B/n, independently of the others', () => {
  const plan = { localEpochs: 400, batchSize: 10 };
  const { batches, sum } = exampleNoise(50, plan, privacy, Rng.fromSeed(1));
  expect(batches).toHaveLength(400 * 5);
  expect(sum.batchSize).toBe(10);
  const taken = new Float64Array(50);
  for (const batch of batches) {
    expect(Array.from(batch)).toEqual(Array.from(new Set(batch)).sort((a, b) => a - b));
    for (const example of batch) taken[example]++;
  }
  // Binomial: 2000 steps, probability 0.2, within 5 standard deviations of 17.9.
  for (const times of taken) expect(Math.abs(times - 400)).toBeLessThan(90);
  const sizes = batches.map(({ length }) => length);
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  const variance = sizes.reduce((sum, size) => sum + (size - mean) ** 2, 0) / sizes.length;
  // Of 50 · 0.2 · 0.8 = 8; its own standard error is 8 · √(2/2000).
  expect(Math.abs(mean - 10)).toBeLessThan(5 * Math.sqrt(8 / 2000));
  expect(Math.abs(variance - 8)).toBeLessThan(5 * 8 * Math.sqrt(2 / 2000));
});

test('with all examples in a step there is nothing to choose', () => {
  for (const size of ['full', 20] as const) {
    const plan = { localEpochs: 2, batchSize: size };
    const { batches, sum } = exampleNoise(3, plan, privacy, Rng.fromSeed(1));
    expect(batches.map((batch) => Array.from(batch))).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
    expect(sum).toEqual({ batchSize: 3, clip: 2, deviation: 3 });
  }
  const none = exampleNoise(0, { localEpochs: 2, batchSize: 5 }, privacy, Rng.fromSeed(1));
  expect(none.batches).toEqual([]);
});

test('seeds are left out unless asked for, and only noise needs the system’s generator', () => {
  const plan = { localEpochs: 1, batchSize: 5 };
  const drawn = (options: Partial<ExamplePrivacy>) =>
    exampleNoise(1000, plan, { ...privacy, ...options }, Rng.fromSeed(1));
  expect(drawn({}).seeds).toHaveLength(200);
  expect(drawn({ noise: 'cryptographic' }).seeds).toBeUndefined();
  expect(drawn({ noise: 'cryptographic' }).batches).not.toEqual(drawn({}).batches);
  expect(drawn({ noise: 'cryptographic', noiseMultiplier: 0 }).batches).toEqual(drawn({}).batches);
});
