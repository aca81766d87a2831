import {
  SharedDatasets,
  SharedVectors,
  shareNumbers,
} from '../../../src/training/worker/sharedMemory';
import { stripes } from '../../support/digits';

test('a dataset is copied once, and not at all from shared memory', () => {
  const datasets = new SharedDatasets();
  const dataset = stripes(5, 1);
  const copy = datasets.get(dataset);
  expect(copy.features.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(copy).toEqual({ features: dataset.images, targets: dataset.labels, size: 5 });
  expect(datasets.get(dataset)).toBe(copy);
  expect(shareNumbers(copy.features)).toBe(copy.features);
});

test('the oldest copies are dropped first', () => {
  const [first, second, third] = [1, 2, 3].map((seed) => stripes(5, seed));
  const bytes = first.images.length + first.labels.length;
  const datasets = new SharedDatasets(2 * bytes);
  const copies = [first, second, third].map((dataset) => datasets.get(dataset));
  expect(datasets.get(third)).toBe(copies[2]);
  expect(datasets.get(second)).toBe(copies[1]);
  expect(datasets.get(first)).not.toBe(copies[0]);
  expect(datasets.get(first)).toEqual(copies[0]);
});

test('a shared vector reuses the memory of a free one of equal length', () => {
  const vectors = new SharedVectors();
  const first = vectors.copy(Float32Array.of(1, 2));
  const second = vectors.copy(Float32Array.of(3, 4));
  expect([[...first], [...second]]).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(first.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(second.buffer).not.toBe(first.buffer);
  vectors.recycle(first);
  const third = vectors.copy(Float32Array.of(5, 6));
  expect(third.buffer).toBe(first.buffer);
  expect([...third]).toEqual([5, 6]);
  vectors.recycle(third);
  expect([...vectors.copy(Float32Array.of(7))]).toEqual([7]);
});
