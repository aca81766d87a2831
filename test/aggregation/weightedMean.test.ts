import { WeightedMean, weightedMean } from '../../src/aggregation/weightedMean';

const vector = (...values: number[]): Float32Array => Float32Array.from(values);

test('the mean is weighted: (1·[1, 2] + 3·[5, −2]) / 4 = [4, −1]', () => {
  expect(weightedMean([vector(1, 2), vector(5, -2)], [1, 3])).toEqual(vector(4, -1));
});

test('vectors can come one at a time, and are not retained', () => {
  const mean = new WeightedMean(2);
  const reused = vector(1, 2);
  mean.add(reused, 1);
  reused.set([5, -2]);
  mean.add(reused, 3);
  expect(mean.weight).toBe(4);
  expect(mean.result()).toEqual(vector(4, -1));
});

test('a cleared mean starts over', () => {
  const mean = new WeightedMean(1);
  mean.add(vector(7), 3);
  const before = mean.result();
  mean.clear();
  expect(mean.weight).toBe(0);
  mean.add(vector(2), 1);
  expect([before, mean.result()]).toEqual([vector(7), vector(2)]);
});

test('a vector of weight 0 changes nothing', () => {
  expect(weightedMean([vector(1), vector(9)], [2, 0])).toEqual(vector(1));
});

test('sums are kept in double precision', () => {
  // In single precision 1e8 + 1 is 1e8, and the mean of 1e8, 1, −1e8 would be 0.
  expect(weightedMean([vector(1e8), vector(1), vector(-1e8)], [1, 1, 1])[0]).toBeCloseTo(1 / 3, 6);
});

test.each([0, 1, 3, 4, 5, 8, 11])('vectors of %i numbers have a mean of as many', (size) => {
  const first = Float32Array.from({ length: size }, (_, i) => i + 1);
  const second = first.map((value) => -5 * value);
  // (1·v + 3·(−5)·v) / 4 = −3.5·v
  expect(weightedMean([first, second], [1, 3])).toEqual(first.map((value) => -3.5 * value));
});

test('vectors that cannot be averaged are refused', () => {
  expect(() => weightedMean([], [])).toThrow('vectors must hold at least one, got an array of 0');
  expect(() => weightedMean([vector(1)], [0])).toThrow('the weights of all vectors add up to 0');
  expect(() => weightedMean([vector(1)], [-1])).toThrow('weight must be >= 0, got -1');
  expect(() => weightedMean([vector(1)], [1, 2])).toThrow(
    'weights must be as many as the 1 vectors',
  );
  expect(() => weightedMean([vector(1), vector(1, 2)], [1, 1])).toThrow(
    'vector must hold 1 numbers, got 2',
  );
});
