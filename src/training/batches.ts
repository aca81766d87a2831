import { wholeNumber } from '../core/check';
import type { Rng } from '../core/rng';
import { elementCount } from '../core/shape';
import { pixelsPerImage } from '../data/dataset';
import type {
  ClassTargets,
  AnyDataset,
  ImageFeatures,
  Dataset,
  NumberFeatures,
} from '../data/dataset';
import type { TrainingPlan } from './plan';

/** A batch as model input: named as in the dataset, with one row per example. */
export type Batch<D extends AnyDataset = Dataset> = (D extends ImageFeatures
  ? {
      /** `size × height × width × channels` numbers in [0, 1]. */
      readonly images: Float32Array;
    }
  : {
      /** `size` examples' numbers. */
      readonly features: Float32Array | Int32Array;
    }) &
  (D extends ClassTargets
    ? {
        /** `size` class numbers. */
        readonly labels: Int32Array;
      }
    : {
        /** `[size, targets]` */
        readonly targets: Float32Array;
      }) & { readonly size: number };

/**
 * Which examples each step of a client's local training takes.
 *
 * Every epoch is a new permutation of the examples, cut into batches; the last batch of an epoch
 * holds what is left. `ceil(examples / batchSize) × localEpochs` index arrays.
 */
export function batchIndices(
  examples: number,
  { localEpochs, batchSize }: Pick<TrainingPlan, 'localEpochs' | 'batchSize'>,
  rng: Rng,
): Uint32Array[] {
  const size = batchSize === 'full' ? Math.max(examples, 1) : batchSize;
  const steps: Uint32Array[] = [];
  for (let epoch = 0; epoch < localEpochs; epoch++) {
    const order = rng.split('epoch', epoch).permutation(examples);
    for (let start = 0; start < examples; start += size) {
      steps.push(order.subarray(start, start + size));
    }
  }
  return steps;
}

/** The plan, with the task's number of local epochs if it has one. */
export function withEpochs<P extends Pick<TrainingPlan, 'localEpochs'>>(
  plan: P,
  localEpochs: number | undefined,
): P {
  if (localEpochs === undefined) return plan;
  return { ...plan, localEpochs: wholeNumber('localEpochs', localEpochs, 1) };
}

/** How many steps {@link batchIndices} returns. */
export function stepCount(
  examples: number,
  { localEpochs, batchSize }: Pick<TrainingPlan, 'localEpochs' | 'batchSize'>,
): number {
  if (examples === 0) return 0;
  return localEpochs * (batchSize === 'full' ? 1 : Math.ceil(examples / batchSize));
}

/** All positions in order, in batches of `size`, for evaluation. */
export function consecutiveIndices(examples: number, size: number): Uint32Array[] {
  const batches: Uint32Array[] = [];
  for (let start = 0; start < examples; start += size) {
    const length = Math.min(size, examples - start);
    batches.push(Uint32Array.from({ length }, (_, i) => start + i));
  }
  return batches;
}

/** Gathers examples; bytes are scaled to [0, 1]. */
export function makeBatch<D extends AnyDataset>(dataset: D, indices: ArrayLike<number>): Batch<D> {
  const general: AnyDataset = dataset;
  const numbers = 'images' in general ? scaledRows(general, indices) : rowsOf(general, indices);
  const targets =
    'labels' in general
      ? { labels: Int32Array.from(indices, (i) => general.labels[i]) }
      : { targets: gathered(general.targets, general.targetNames.length, indices) };
  return { ...numbers, ...targets, size: indices.length } as unknown as Batch<D>;
}

function scaledRows(
  { images, shape }: ImageFeatures,
  indices: ArrayLike<number>,
): { images: Float32Array } {
  const pixels = pixelsPerImage(shape);
  const rows = new Float32Array(indices.length * pixels);
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i] * pixels;
    for (let p = 0; p < pixels; p++) rows[i * pixels + p] = scaled[images[from + p]];
  }
  return { images: rows };
}

function rowsOf(
  { features, shape }: NumberFeatures,
  indices: ArrayLike<number>,
): { features: Float32Array | Int32Array } {
  return { features: gathered(features, elementCount(shape), indices) };
}

function gathered<A extends Float32Array | Int32Array>(
  values: A,
  width: number,
  indices: ArrayLike<number>,
): A {
  const Type = values.constructor as new (length: number) => A;
  const chosen = new Type(indices.length * width);
  for (let i = 0; i < indices.length; i++) {
    chosen.set(values.subarray(indices[i] * width, (indices[i] + 1) * width), i * width);
  }
  return chosen;
}

/** byte × (1/255), rounded to single precision like a float32 multiplication. */
const scaled = Float32Array.from({ length: 256 }, (_, byte) => byte * Math.fround(1 / 255));
