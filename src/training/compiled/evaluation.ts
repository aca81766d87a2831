import { pixelsPerImage } from '../../data/dataset';
import type { Dataset, ImageShape } from '../../data/dataset';
import { consecutiveIndices } from '../batches';
import { sumMetrics } from '../metrics';
import type { SharedDatasets } from '../worker/sharedMemory';
import { stepRows } from '../worker/stepRows';
import type { EvaluationAnswer, SharedExamples, StepRows } from '../worker/messages';

const largestBatch = 256;
/**
 * Examples per step; smaller for clients with few examples, to avoid computing many unused rows.
 */
const batchSizeFor = (examples: number): number => (examples <= 32 ? 32 : largestBatch);
/** Examples per job: a large dataset is divided among the threads. */
const examplesPerJob = 16 * largestBatch;

/** Consecutive examples of a dataset in batches; the last batch may not use all its rows. */
export interface EvaluationRange {
  readonly dataset: Dataset;
  readonly examples: SharedExamples;
  readonly batchSize: number;
  readonly rows: StepRows;
  /** Whether the dataset ends with it. */
  readonly last: boolean;
}

/**
 * Splits datasets into ranges that do not depend on the number of threads; an empty dataset is one
 * range without examples.
 *
 * @param exactBatch whether a program for these images needs full batches; if so, the rest of a
 *   dataset is a range with a batch of its own size
 */
export function* evaluationRanges(
  datasets: Iterable<Dataset>,
  shared: SharedDatasets,
  exactBatch: (imageShape: ImageShape, batchSize: number) => boolean,
): Generator<EvaluationRange> {
  for (const dataset of datasets) {
    const { images, labels, size } = shared.get(dataset);
    const pixels = pixelsPerImage(dataset.shape);
    const usual = batchSizeFor(size);
    const exact = size % usual !== 0 && exactBatch(dataset.shape, usual);
    let start = 0;
    do {
      const left = size - start;
      const batchSize = exact ? Math.min(largestBatch, left) : usual;
      const end = start + Math.min(examplesPerJob, exact ? left - (left % batchSize) : left);
      const examples = {
        images: images.subarray(start * pixels, end * pixels),
        labels: labels.subarray(start, end),
        size: end - start,
      };
      const steps = consecutiveIndices(examples.size, batchSize);
      const rows = stepRows(steps, batchSize);
      yield { dataset, examples, batchSize, rows, last: end === size };
      start = end;
    } while (start < size);
  }
}

/** The result of forward passes over no examples. */
export const emptyAnswer: EvaluationAnswer = {
  metrics: sumMetrics([]),
  outputs: new Float32Array(0),
};
