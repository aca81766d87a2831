import { wholeNumber } from '../core/check';
import { ArgumentError } from '../core/errors';
import { firstNotFinite } from '../core/vector';
import { arrayType, featuresOf } from './dataset';
import type { AnyDataset, ClassTargets, Dataset, ImageShape, NumberTargets } from './dataset';

/**
 * Builds a dataset of labeled images and checks that its parts fit together. Nothing is copied. Throws an
 * `ArgumentError` if they do not, and for arrays that do not hold bytes.
 */
export function makeDataset(
  images: Uint8Array,
  labels: Uint8Array,
  shape: ImageShape,
  classNames: readonly string[],
): Dataset {
  return checkedExamples({ images, labels, size: labels.length, shape, classNames });
}

/**
 * Builds a dataset of any kind and checks that its parts fit together. Nothing is copied.
 *
 * ```ts
 * const rows = fl.data.makeExamples({
 *   features: Float32Array.of(39.1, 18.7, 46.5, 17.9),
 *   shape: [2],
 *   targets: Float32Array.of(3750, 3500),
 *   targetNames: ['body mass in g'],
 * });
 * ```
 *
 * @throws ArgumentError for arrays of another type or length, numbers that are not finite, and labels
 * without a class
 */
export function makeExamples<D extends Omit<AnyDataset, 'size'>>(parts: D): D & { size: number } {
  const given = parts as Partial<ClassTargets & NumberTargets>;
  const size =
    given.labels?.length ?? (given.targets?.length ?? 0) / (given.targetNames?.length ?? 1);
  const dataset: unknown = { ...parts, size };
  checkedExamples(dataset as AnyDataset);
  return dataset as D & { size: number };
}

function checkedExamples<D extends AnyDataset>(dataset: D): D {
  checkParts(dataset);
  if ('labels' in dataset) {
    const { labels, classNames } = dataset;
    const outside = labels.findIndex((label) => label >= classNames.length);
    if (outside >= 0) {
      throw new ArgumentError(
        `labels[${outside}]`,
        `be below ${classNames.length}, the number of classes`,
        labels[outside],
      );
    }
  } else checkFinite('targets', dataset.targets);
  if ('features' in dataset) checkFinite('features', dataset.features);
  return dataset;
}

function checkFinite(argument: string, values: Float32Array | Int32Array): void {
  const i = values instanceof Float32Array ? firstNotFinite(values) : -1;
  if (i >= 0) throw new ArgumentError(`${argument}[${i}]`, 'be finite', values[i]);
}

/** Throws an `ArgumentError` unless a dataset's parts are of the documented types and sizes. */
export function checkParts(dataset: AnyDataset): void {
  const { size, shape } = dataset;
  const images = 'images' in dataset;
  if (images) checkType('images', dataset.images, ['Uint8Array']);
  else checkType('features', dataset.features, ['Float32Array', 'Int32Array']);
  checkTargets(dataset);
  checkShape(shape, images);
  const { values, width } = featuresOf(dataset);
  if (values.length !== size * width) {
    const rule = `hold ${width} ${images ? 'bytes' : 'numbers'} for each of ${size} examples`;
    throw new ArgumentError(images ? 'images' : 'features', rule, values.length);
  }
}

function checkShape(shape: readonly number[], images: boolean): void {
  const sides: readonly unknown[] = Array.isArray(shape) ? shape : [];
  if (images && sides.length !== 3) {
    throw new ArgumentError('shape', 'be [height, width, channels]', shape);
  }
  if (sides.length === 0) {
    throw new ArgumentError('shape', 'be the lengths of one example, [numbers] for a row', shape);
  }
  shape.forEach((length: number, i) => wholeNumber(`shape[${i}]`, length, 1));
}

function checkTargets(dataset: AnyDataset): void {
  const { size } = dataset;
  if ('labels' in dataset) {
    const { labels, classNames } = dataset;
    checkType('labels', labels, ['Uint8Array']);
    if (!Array.isArray(classNames)) {
      throw new ArgumentError('classNames', 'be an array with a name for each class', classNames);
    }
    if (labels.length === size) return;
    throw new ArgumentError('labels', `be as many as the dataset’s size, ${size}`, labels.length);
  }
  const { targets, targetNames } = dataset;
  checkType('targets', targets, ['Float32Array']);
  if (!Array.isArray(targetNames) || targetNames.length === 0) {
    const rule = 'be an array with a name for each number to predict';
    throw new ArgumentError('targetNames', rule, targetNames);
  }
  if (targets.length === size * targetNames.length) return;
  const rule = `hold ${targetNames.length} for each of ${size} examples`;
  throw new ArgumentError('targets', rule, targets.length);
}

const meanings: Readonly<Record<string, string>> = {
  Uint8Array: 'a Uint8Array of numbers from 0 to 255',
  Float32Array: 'a Float32Array',
  Int32Array: 'an Int32Array',
};

/** By name, because a Node.js `Buffer` or an array from another realm is fine, too. */
function checkType(argument: string, values: unknown, types: readonly string[]): void {
  if (types.includes(arrayType(values) ?? '')) return;
  throw new ArgumentError(
    argument,
    `be ${types.map((type) => meanings[type]).join(' or ')}`,
    values,
  );
}
