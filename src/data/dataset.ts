import { ArgumentError } from '../core/errors';
import { elementCount } from '../core/shape';

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
export type AnyDataset = (ImageFeatures | NumberFeatures) &
  (ClassTargets | NumberTargets) & { readonly size: number };

/** Images with a class each. */
export interface Dataset extends ImageFeatures, ClassTargets {
  readonly size: number;
}

/** Examples of any kind with a class each. */
export type LabeledExamples = (ImageFeatures | NumberFeatures) &
  ClassTargets & { readonly size: number };

/** Whether a dataset holds images with a class each. */
export function isLabeledImages(dataset: AnyDataset): dataset is AnyDataset & Dataset {
  return 'images' in dataset && 'labels' in dataset;
}

/** What datasets that belong together share: a dataset without its examples. */
export type Kind<D extends AnyDataset = AnyDataset> = D extends unknown
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

/** The name of a typed array's type. */
export function arrayType(values: unknown): string | undefined {
  return (values as Partial<Uint8Array> | undefined)?.[Symbol.toStringTag];
}

/**
 * Throws an `ArgumentError` unless two datasets have features of the same shape, and the same
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
export function kindOf<D extends AnyDataset>(dataset: D): Kind<D> {
  const { shape, featureNames, classNames, targetNames } = dataset as AnyDataset &
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

/** An array of a dataset. */
export type Numbers = Uint8Array | Float32Array | Int32Array;

/** How many examples each class has. */
export function labelCounts({ labels, classNames }: ClassTargets): Uint32Array {
  const counts = new Uint32Array(classNames.length);
  for (const label of labels) counts[label]++;
  return counts;
}
