import { SharedDatasets, shareBytes } from '../../src/training/sharedMemory';
import { stripes } from '../support/digits';

test('a dataset is copied once, and not at all from shared memory', () => {
  const datasets = new SharedDatasets();
  const dataset = stripes(5, 1);
  const copy = datasets.get(dataset);
  expect(copy.images.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(copy).toEqual({ images: dataset.images, labels: dataset.labels, size: 5 });
  expect(datasets.get(dataset)).toBe(copy);
  expect(shareBytes(copy.images)).toBe(copy.images);
});

test('the oldest copies make room', () => {
  const [first, second, third] = [1, 2, 3].map((seed) => stripes(5, seed));
  const bytes = first.images.length + first.labels.length;
  const datasets = new SharedDatasets(2 * bytes);
  const copies = [first, second, third].map((dataset) => datasets.get(dataset));
  expect(datasets.get(third)).toBe(copies[2]);
  expect(datasets.get(second)).toBe(copies[1]);
  expect(datasets.get(first)).not.toBe(copies[0]);
  expect(datasets.get(first)).toEqual(copies[0]);
});
