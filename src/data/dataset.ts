import { wholeNumber } from '../core/check';
import { ArgumentError } from '../core/errors';
import { elementCount } from '../core/shape';
import { firstNotFinite } from '../core/vector';

/** Height, width and channels of an image. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/**
 * Bytes from 0 to 255, which a batch scales to [0, 1].
 *
 * Every loader of images converts to one convention: upright, ink 255, background 0, row-major
 * `[size, height, width, channels]`.
 */
export interface ImageFeatures {
  /** `size × height × width × channels` bytes. */
  readonly images: Uint8Array;
  readonly shape: ImageShape;
}

/** Numbers that a batch takes as they are: measurements as float32, tokens as int32. */
export interface NumberFeatures {
  /** `size` examples one after the other, each row-major of `shape`. */
  readonly features: Float32Array | Int32Array;
  /** The shape of one example: `[6]` for a table's row of six numbers. */
  readonly shape: readonly number[];
  /** What each number of a table's row is. */
  readonly featureNames?: readonly string[];
}

/** Each example belongs to one of at most 256 classes. */
export interface ClassTargets {
  /** One label per example, each in [0, classNames.length). */
  readonly labels: Uint8Array;
  /** What each label stands for: `['0', …, '9']` for digits. */
  readonly classNames: readonly string[];
}

/** Each example has a number to predict, or several. */
export interface NumberTargets {
  /** `[size, targetNames.length]`, row-major. */
  readonly targets: Float32Array;
  readonly targetNames: readonly string[];
}

/**
 * Examples: what a model sees of each, and what it should say. Nothing is scaled but bytes, when a batch is
 * made.
 *
 * ```ts
 * const { size, shape } = client.train;
 * const task = 'labels' in client.train ? 'classification' : 'regression';
 * ```
 */
export type Dataset = (ImageFeatures | NumberFeatures) &
  (ClassTargets | NumberTargets) & { readonly size: number };

/** Images with a class each. */
export interface LabeledImages extends ImageFeatures, ClassTargets {
  readonly size: number;
}

/** Examples of any kind with a class each. */
export type LabeledExamples = (ImageFeatures | NumberFeatures) &
  ClassTargets & { readonly size: number };

/** Whether a dataset holds images with a class each. */
export function isLabeledImages(dataset: Dataset): dataset is Dataset & LabeledImages {
  return 'images' in dataset && 'labels' in dataset;
}

/** What datasets that belong together share: a dataset without its examples. */
export type Kind<D extends Dataset = Dataset> = D extends unknown
  ? Omit<D, 'images' | 'features' | 'labels' | 'targets' | 'size'>
  : never;

/** The numbers of all examples in one array, `width` for each. */
export interface DatasetArray {
  readonly values: Numbers;
  readonly width: number;
}

/** A dataset's features in one array. */
export interface FeatureArray extends DatasetArray {
  readonly type: FeatureType;
}

/** How features are stored: bytes are scaled to [0, 1], the others taken as they are. */
export type FeatureType = 'uint8' | 'float32' | 'int32';

/** The features of a dataset of any kind. */
export function featuresOf(dataset: ImageFeatures | NumberFeatures): FeatureArray {
  const width = elementCount(dataset.shape);
  if ('images' in dataset) return { type: 'uint8', values: dataset.images, width };
  const values = dataset.features;
  return { type: typeOf(values), values, width };
}

/** How numbers are stored. */
export function typeOf(values: Numbers): FeatureType {
  if (arrayType(values) === 'Uint8Array') return 'uint8';
  return arrayType(values) === 'Int32Array' ? 'int32' : 'float32';
}

/**
 * Builds a dataset of labeled images and checks that its parts fit together. Nothing is copied. Throws an
 * `ArgumentError` if they do not, and for arrays that do not hold bytes.
 */
export function makeDataset(
  images: Uint8Array,
  labels: Uint8Array,
  shape: ImageShape,
  classNames: readonly string[],
): LabeledImages {
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
export function makeExamples<D extends Omit<Dataset, 'size'>>(parts: D): D & { size: number } {
  const given = parts as Partial<ClassTargets & NumberTargets>;
  const size =
    given.labels?.length ?? (given.targets?.length ?? 0) / (given.targetNames?.length ?? 1);
  const dataset: unknown = { ...parts, size };
  checkedExamples(dataset as Dataset);
  return dataset as D & { size: number };
}

function checkedExamples<D extends Dataset>(dataset: D): D {
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
export function checkParts(dataset: Dataset): void {
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

function checkTargets(dataset: Dataset): void {
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

/** The name of a typed array's type. */
function arrayType(values: unknown): string | undefined {
  return (values as Partial<Uint8Array> | undefined)?.[Symbol.toStringTag];
}

/**
 * Throws an `ArgumentError` unless two datasets have features of the same shape and type, and the same
 * class names or targets in the same order.
 */
export function checkSameKind(argument: string, kind: Kind, like: Kind): void {
  const { shape } = like;
  if (kind.shape.join() !== shape.join()) {
    const rule = `have ${shape.length === 3 ? 'images' : 'examples'} of shape [${shape.join(', ')}] like the others`;
    throw new ArgumentError(argument, rule, `[${kind.shape.join(', ')}]`);
  }
  const [names, others] = [targetNamesOf(kind), targetNamesOf(like)];
  if ('classNames' in kind !== 'classNames' in like) {
    const rule = `have ${'classNames' in like ? 'classes' : 'numbers to predict'} like the others`;
    throw new ArgumentError(argument, rule, names.join(', '));
  }
  const what = 'classNames' in like ? 'classes' : 'targets';
  if (names.length !== others.length) {
    throw new ArgumentError(
      argument,
      `have the ${others.length} ${what} of the others`,
      names.length,
    );
  }
  const other = names.findIndex((name, i) => name !== others[i]);
  if (other < 0) return;
  const rule = `have ${what} named like the others, ${other} ${JSON.stringify(others[other])}`;
  throw new ArgumentError(argument, rule, names[other]);
}

/** Names of the classes, or of the numbers to predict. */
function targetNamesOf(kind: Kind): readonly string[] {
  return 'classNames' in kind ? kind.classNames : kind.targetNames;
}

/** A dataset without its examples. */
export function kindOf<D extends Dataset>(dataset: D): Kind<D> {
  const { shape, featureNames, classNames, targetNames } = dataset as Dataset &
    Partial<NumberFeatures & ClassTargets & NumberTargets>;
  return {
    shape,
    ...(featureNames && { featureNames }),
    ...(classNames ? { classNames } : { targetNames }),
  } as Kind<D>;
}

/** Number of bytes of one image. */
export function pixelsPerImage([height, width, channels]: ImageShape): number {
  return height * width * channels;
}

/**
 * The bytes of image `index`: a view, not a copy.
 *
 * ```ts
 * const pixels = fl.data.imageAt(client.train, 0); // 784 bytes
 * ```
 */
export function imageAt(
  dataset: ImageFeatures & { readonly size: number },
  index: number,
): Uint8Array {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < dataset.size)) {
    throw new ArgumentError('index', `be a whole number below ${dataset.size}`, index);
  }
  const pixels = pixelsPerImage(dataset.shape);
  return dataset.images.subarray(index * pixels, (index + 1) * pixels);
}

/** The examples at these positions, in this order (copied). */
export function subset<D extends Dataset>(dataset: D, indices: ArrayLike<number>): D {
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i];
    if (Number.isSafeInteger(index) && index >= 0 && index < dataset.size) continue;
    throw new ArgumentError('index', `be a whole number below ${dataset.size}`, index);
  }
  return withArrays(dataset, indices.length, (values, width) => {
    const chosen = sameType(values, indices.length * width);
    for (let i = 0; i < indices.length; i++) {
      const from = indices[i] * width;
      if (width === 1) chosen[i] = values[from];
      else chosen.set(values.subarray(from, from + width), i * width);
    }
    return chosen;
  });
}

/** The examples from `start` up to `end`: views, not copies. */
export function slice<D extends Dataset>(dataset: D, start: number, end: number): D {
  return withArrays(dataset, end - start, (values, width) =>
    values.subarray(start * width, end * width),
  );
}

/**
 * The dataset with other arrays of the same types in place of its own.
 *
 * @param change gets each array, how many of its numbers belong to an example, and its name
 */
export function withArrays<D extends Dataset>(
  dataset: D,
  size: number,
  change: (values: Numbers, width: number, name: string) => Numbers,
): D {
  const changed = [...arraysOf(dataset)].map(([name, { values, width }]) => [
    name,
    change(values, width, name),
  ]);
  return { ...dataset, ...Object.fromEntries(changed), size } as D;
}

/** The datasets' examples one after the other; they must be of the same kind. */
export function concatenate<D extends Dataset>(datasets: readonly D[]): D {
  if (datasets.length === 0) throw new ArgumentError('datasets', 'hold at least one', datasets);
  const [first] = datasets;
  const size = datasets.reduce((sum, dataset) => sum + dataset.size, 0);
  return withArrays(first, size, (values, width, name) => {
    const all = sameType(values, size * width);
    let offset = 0;
    for (const dataset of datasets) {
      checkSameKind('datasets', dataset, first);
      const part = arraysOf(dataset).get(name)?.values;
      if (part === undefined || arrayType(part) !== arrayType(all)) {
        throw new ArgumentError('datasets', `all have ${name} of one type`, arrayType(part));
      }
      all.set(part, offset);
      offset += part.length;
    }
    return all;
  });
}

/** An array of a dataset. */
export type Numbers = Uint8Array | Float32Array | Int32Array;

/** A dataset's arrays by name, and how many numbers of each an example has. */
function arraysOf(dataset: Dataset): ReadonlyMap<string, DatasetArray> {
  return new Map<string, DatasetArray>([
    ['images' in dataset ? 'images' : 'features', featuresOf(dataset)],
    'labels' in dataset
      ? ['labels', { values: dataset.labels, width: 1 }]
      : ['targets', { values: dataset.targets, width: dataset.targetNames.length }],
  ]);
}

function sameType(values: Numbers, length: number): Numbers {
  if (arrayType(values) === 'Uint8Array') return new Uint8Array(length);
  return arrayType(values) === 'Int32Array' ? new Int32Array(length) : new Float32Array(length);
}

/** How many examples each class has. */
export function labelCounts({ labels, classNames }: ClassTargets): Uint32Array {
  const counts = new Uint32Array(classNames.length);
  for (const label of labels) counts[label]++;
  return counts;
}
