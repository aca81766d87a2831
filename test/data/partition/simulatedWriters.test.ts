import fc from 'fast-check';
import { Rng } from '../../../src/core/rng';
import { subset } from '../../../src/data/datasetParts';
import { handwritingStyles } from '../../../src/data/partition/handwriting';
import { mnistPackage } from '../../../src/data/sources/mnistPackage';
import type { Partition } from '../../../src/data/partition/partition';
import { simulatedWriters } from '../../../src/data/partition/simulatedWriters';
import { betweenGroups, quantilesWithinClass } from './styleVariance';

const dataset = mnistPackage();
const sizesOf = (partition: Partition): number[] => partition.map((part) => part.length);
const writers = simulatedWriters(dataset, 100, Rng.fromSeed(1));
const styles = handwritingStyles(dataset);

test('every digit belongs to one writer, in ascending order', () => {
  expect(writers).toHaveLength(100);
  const all = writers.flatMap((part) => [...part]).sort((a, b) => a - b);
  expect(all).toEqual([...Array(10_000).keys()]);
  for (const part of writers) expect([...part]).toEqual([...part].sort((a, b) => a - b));
});

test('a writer has the same hand in all digits', () => {
  const owner = new Uint32Array(dataset.size);
  writers.forEach((part, writer) => {
    for (const index of part) owner[index] = writer;
  });
  const share = (feature: 'slant' | 'strokeWidth' | 'aspect'): number =>
    betweenGroups(
      quantilesWithinClass(
        styles.map((style) => style[feature]),
        dataset.labels,
      ),
      owner,
    );
  // Real writers: 0.60, 0.64 and 0.26 (handwriting.test.ts); random groups: 0.
  expect(share('slant')).toBeGreaterThan(0.93);
  expect(share('strokeWidth')).toBeGreaterThan(0.88);
  expect(share('aspect')).toBeGreaterThan(0.75);
});

test('every writer writes all ten digits, about as often as overall', () => {
  for (const part of writers) {
    const counts = Array<number>(10).fill(0);
    for (const index of part) counts[dataset.labels[index]]++;
    counts.forEach((count, digit) => {
      const share = dataset.labels.filter((label) => label === digit).length / dataset.size;
      expect(count).toBeGreaterThan(0);
      expect(Math.abs(count - share * part.length)).toBeLessThan(3);
    });
  }
});

test.each([1, 2])('sizes have a long tail, as documented (seed %i)', (seed) => {
  const partition = seed === 1 ? writers : simulatedWriters(dataset, 100, Rng.fromSeed(seed));
  const sizes = sizesOf(partition).sort((a, b) => a - b);
  expect(sizes.reduce((sum, size) => sum + size)).toBe(10_000);
  const [low, lower, upper, high] = [0, 25, 74, 99].map((i) => sizes[i]);
  expect(Math.abs(low - 33)).toBeLessThanOrEqual(10);
  expect(Math.abs(lower - 62)).toBeLessThanOrEqual(8);
  expect(Math.abs(upper - 125)).toBeLessThanOrEqual(12);
  expect(Math.abs(high - 350)).toBeLessThanOrEqual(100);
});

test('ids say nothing about the hand: consecutive writers are no more alike than others', () => {
  const means = writers.map(
    (part) => part.reduce((sum, index) => sum + styles[index].slant, 0) / part.length,
  );
  const average = means.reduce((sum, x) => sum + x) / means.length;
  const covariance = (lag: number): number =>
    means.slice(lag).reduce((sum, x, i) => sum + (x - average) * (means[i] - average), 0);
  expect(Math.abs(covariance(1) / covariance(0))).toBeLessThan(0.4); // 4 standard errors
});

test('the seed determines the writers; any number of them gives a disjoint cover', () => {
  const few = subset(
    dataset,
    [...Array(200).keys()].map((i) => i * 49),
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(), (count, seed) => {
      const partition = simulatedWriters(few, count, Rng.fromSeed(seed));
      expect(Math.min(...sizesOf(partition))).toBeGreaterThan(0);
      expect(partition).toHaveLength(count);
      const all = partition.flatMap((part) => [...part]).sort((a, b) => a - b);
      expect(all).toEqual([...Array(200).keys()]);
      expect(simulatedWriters(few, count, Rng.fromSeed(seed))).toEqual(partition);
    }),
    { numRuns: 30 },
  );
  expect(simulatedWriters(few, 10, Rng.fromSeed(2))).not.toEqual(
    simulatedWriters(few, 10, Rng.fromSeed(1)),
  );
});

test('a number of writers out of range is refused', () => {
  const few = subset(dataset, [0, 1, 2]);
  expect(() => simulatedWriters(few, 4, Rng.fromSeed(1))).toThrow(
    'writers must be at most 3, the number of examples, got 4',
  );
  expect(() => simulatedWriters(few, 0, Rng.fromSeed(1))).toThrow(
    'writers must be a whole number of at least 1, got 0',
  );
});
