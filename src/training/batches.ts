import { wholeNumber } from '../core/check';
import type { Rng } from '../core/rng';
import { pixelsPerImage } from '../data/dataset';
import type { Dataset } from '../data/dataset';
import type { TrainingPlan } from './plan';

/** A batch as model input. */
export interface Batch {
  /** `size × height × width × channels` numbers in [0, 1]. */
  readonly images: Float32Array;
  /** `size` class numbers. */
  readonly labels: Int32Array;
  readonly size: number;
}

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

/** Gathers examples and scales their bytes to [0, 1]. */
export function makeBatch(dataset: Dataset, indices: ArrayLike<number>): Batch {
  const pixels = pixelsPerImage(dataset.shape);
  const images = new Float32Array(indices.length * pixels);
  const labels = new Int32Array(indices.length);
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i] * pixels;
    for (let p = 0; p < pixels; p++) images[i * pixels + p] = scaled[dataset.images[from + p]];
    labels[i] = dataset.labels[indices[i]];
  }
  return { images, labels, size: indices.length };
}

/** byte × (1/255), rounded to single precision like a float32 multiplication. */
const scaled = Float32Array.from({ length: 256 }, (_, byte) => byte * Math.fround(1 / 255));
