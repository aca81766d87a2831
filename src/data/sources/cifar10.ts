import { readFileSync, statSync } from '../../platform/files';
import { join } from '../../platform/paths';
import { DataError } from '../../core/errors';
import { whileReading } from '../../core/systemError';
import { type Dataset } from '../dataset';
import { concatenate } from '../datasetParts';
import { makeDataset } from '../makeDataset';
import type { TrainAndTest } from './idxDatasets';

const side = 32;
const plane = side * side;
const recordBytes = 1 + 3 * plane;

/** Class names of CIFAR-10, as in its `batches.meta.txt`. */
export const cifar10Names: readonly string[] = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
];

/**
 * CIFAR-10, binary version (Krizhevsky 2009), from a folder with `data_batch_1.bin` …
 * `data_batch_5.bin` and `test_batch.bin`. Throws a `DataError` if one is missing or broken.
 */
export function loadCifar10(folder: string): TrainAndTest {
  const batches = [1, 2, 3, 4, 5].map((i) => readCifar10Batch(join(folder, `data_batch_${i}.bin`)));
  return {
    train: concatenate(batches),
    test: readCifar10Batch(join(folder, 'test_batch.bin')),
  };
}

/**
 * One file of CIFAR-10: records of 3073 bytes, a label and then the red, green and blue planes of
 * an image, 32 × 32 each. The dataset's channels are interleaved, `[size, 32, 32, 3]`. Photographs
 * have no ink or background: values are the brightness as stored, 0 dark, 255 bright.
 */
export function readCifar10Batch(file: string): Dataset {
  const bytes = readRecords(file);
  const size = bytes.length / recordBytes;
  const images = new Uint8Array(size * 3 * plane);
  const labels = new Uint8Array(size);
  for (let index = 0; index < size; index++) {
    const record = index * recordBytes;
    const label = bytes[record];
    if (label >= cifar10Names.length) {
      throw new DataError(file, `expected a label from 0 to 9, found ${label}`, record);
    }
    labels[index] = label;
    const image = index * 3 * plane;
    for (let channel = 0; channel < 3; channel++) {
      const source = record + 1 + channel * plane;
      for (let i = 0; i < plane; i++) images[image + 3 * i + channel] = bytes[source + i];
    }
  }
  return makeDataset(images, labels, [side, side, 3], cifar10Names);
}

function readRecords(file: string): Uint8Array {
  return whileReading(file, () => {
    checkSize(file, statSync(file).size);
    const bytes = readFileSync(file);
    checkSize(file, bytes.length);
    return bytes;
  });
}

function checkSize(file: string, size: number): void {
  if (size === 0) throw new DataError(file, 'the file is empty');
  if (size % recordBytes !== 0) {
    const problem = `expected a multiple of ${recordBytes} bytes, found ${size}`;
    throw new DataError(file, problem, size - (size % recordBytes));
  }
}
