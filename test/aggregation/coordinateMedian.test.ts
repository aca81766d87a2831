import { coordinateMedian } from '../../src/aggregation/coordinateMedian';
import { Rng } from '../../src/core/rng';

function median(...vectors: readonly (readonly number[])[]): number[] {
  const cohort = vectors.map((_, k) => `client-${k}`);
  const round = { size: vectors[0].length, round: 1, cohort, rng: Rng.fromSeed(1) };
  const accumulator = coordinateMedian().begin(round);
  // One buffer for all, as a trainer recycles its updates.
  const buffer = new Float32Array(vectors[0].length);
  vectors.forEach((vector, k) => {
    buffer.set(vector);
    accumulator.add(buffer, k + 1, cohort[k]);
  });
  return Array.from(accumulator.result()!);
}

test('odd numbers of clients have a middle value in each coordinate, whatever their weights', () => {
  expect(median([1, -5, 0], [3, 2, 0], [2, 9, -1])).toEqual([2, 2, 0]);
  expect(median([7, 8])).toEqual([7, 8]);
});

test('even numbers have the mean of the middle two', () => {
  // numpy.median([[1, 10], [4, 20], [2, 40], [8, 30]], axis=0) -> [3., 25.]
  expect(median([1, 10], [4, 20], [2, 40], [8, 30])).toEqual([3, 25]);
});

test('fewer than half of the clients cannot move it beyond the others', () => {
  expect(median([1, 1], [2, 2], [3, 3], [1e9, -1e9], [1e9, -1e9])).toEqual([3, 1]);
});

test('a factor scales a client’s vector', () => {
  const round = { size: 1, round: 1, cohort: ['ann', 'ben', 'eve'], rng: Rng.fromSeed(1) };
  const accumulator = coordinateMedian().begin(round);
  accumulator.add(Float32Array.of(1), 1, 'ann', 10);
  accumulator.add(Float32Array.of(2), 1, 'ben', 1);
  accumulator.add(Float32Array.of(3), 1, 'eve');
  expect(Array.from(accumulator.result()!)).toEqual([3]);
});
