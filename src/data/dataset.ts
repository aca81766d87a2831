import { wholeNumber } from '../core/check';
import { ArgumentError } from '../core/errors';

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
export type LabeledImages = Dataset & ImageFeatures & ClassTargets;

/** Examples of any kind with a class each. */
export type LabeledExamples = Dataset & ClassTargets;

/**
 * Builds a dataset and checks that its parts fit together. Nothing is copied. Throws an
 * `ArgumentError` if they do not, and for arrays that do not hold bytes.
 */
export function makeDataset(
  images: Uint8Array,
  labels: Uint8Array,
  shape: ImageShape,
  classNames: readonly string[],
): Dataset {
  checkParts({ images, labels, size: labels.length, shape, classNames });
  const outside = labels.findIndex((label) => label >= classNames.length);
  if (outside >= 0) {
    throw new ArgumentError(
      `labels[${outside}]`,
      `be below ${classNames.length}, the number of classes`,
      labels[outside],
    );
  }
  return { images, labels, size: labels.length, shape, classNames };
}

/** Throws an `ArgumentError` unless a dataset's parts are of the documented types and sizes. */
export function checkParts({ images, labels, size, shape, classNames }: Dataset): void {
  checkBytes('images', images);
  checkBytes('labels', labels);
  const sides: readonly unknown[] = Array.isArray(shape) ? shape : [];
  if (sides.length !== 3) throw new ArgumentError('shape', 'be [height, width, channels]', shape);
  shape.forEach((length: number, i) => wholeNumber(`shape[${i}]`, length, 1));
  if (!Array.isArray(classNames)) {
    throw new ArgumentError('classNames', 'be an array with a name for each class', classNames);
  }
  if (labels.length !== size) {
    throw new ArgumentError('labels', `be as many as the dataset’s size, ${size}`, labels.length);
  }
  const pixels = pixelsPerImage(shape);
  if (images.length !== size * pixels) {
    throw new ArgumentError(
      'images',
      `hold ${pixels} bytes for each of ${size} labels`,
      images.length,
    );
  }
}

/** By name, because a Node.js `Buffer` or a `Uint8Array` from another realm is fine, too. */
function checkBytes(argument: string, bytes: Uint8Array): void {
  if ((bytes as Partial<Uint8Array> | undefined)?.[Symbol.toStringTag] === 'Uint8Array') return;
  throw new ArgumentError(argument, 'be a Uint8Array of numbers from 0 to 255', bytes);
}

/**
 * Throws an `ArgumentError` unless two datasets have the same image shape and the same class names
 * in the same order.
 */
export function checkSameKind(
  argument: string,
  { shape, classNames }: Pick<Dataset, 'shape' | 'classNames'>,
  like: Pick<Dataset, 'shape' | 'classNames'>,
): void {
  if (shape.join() !== like.shape.join()) {
    const rule = `have images of shape [${like.shape.join(', ')}] like the others`;
    throw new ArgumentError(argument, rule, `[${shape.join(', ')}]`);
  }
  const names = like.classNames;
  if (classNames.length !== names.length) {
    const rule = `have the ${names.length} classes of the others`;
    throw new ArgumentError(argument, rule, classNames.length);
  }
  const other = classNames.findIndex((name, i) => name !== names[i]);
  if (other < 0) return;
  const rule = `have classes named like the others, ${other} ${JSON.stringify(names[other])}`;
  throw new ArgumentError(argument, rule, classNames[other]);
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
export function imageAt(dataset: Dataset, index: number): Uint8Array {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < dataset.size)) {
    throw new ArgumentError('index', `be a whole number below ${dataset.size}`, index);
  }
  const pixels = pixelsPerImage(dataset.shape);
  return dataset.images.subarray(index * pixels, (index + 1) * pixels);
}

/** The examples at these positions, in this order (copied). */
export function subset(dataset: Dataset, indices: ArrayLike<number>): Dataset {
  const pixels = pixelsPerImage(dataset.shape);
  const images = new Uint8Array(indices.length * pixels);
  const labels = new Uint8Array(indices.length);
  for (let i = 0; i < indices.length; i++) {
    images.set(imageAt(dataset, indices[i]), i * pixels);
    labels[i] = dataset.labels[indices[i]];
  }
  return { ...dataset, images, labels, size: indices.length };
}

/** The datasets' examples one after the other; shapes and class names must agree. */
export function concatenate(datasets: readonly Dataset[]): Dataset {
  if (datasets.length === 0) throw new ArgumentError('datasets', 'hold at least one', datasets);
  const [first] = datasets;
  const size = datasets.reduce((sum, dataset) => sum + dataset.size, 0);
  const images = new Uint8Array(size * pixelsPerImage(first.shape));
  const labels = new Uint8Array(size);
  let offset = 0;
  for (const dataset of datasets) {
    checkSameKind('datasets', dataset, first);
    images.set(dataset.images, offset * pixelsPerImage(first.shape));
    labels.set(dataset.labels, offset);
    offset += dataset.size;
  }
  return { ...first, images, labels, size };
}

/** How many examples each class has. */
export function labelCounts(dataset: Dataset): Uint32Array {
  const counts = new Uint32Array(dataset.classNames.length);
  for (const label of dataset.labels) counts[label]++;
  return counts;
}
