import { pixelsPerImage } from '../data/dataset';
import type { Dataset } from '../data/dataset';
import { consecutiveIndices } from './batches';
import { sumMetrics } from './metrics';
import type { SharedDatasets } from './sharedMemory';
import { stepRows } from './stepRows';
import type { EvaluationAnswer, SharedExamples, StepRows } from './workerMessages';

/** Examples of a step; a client with few does not pay for many rows without weight. */
const batchSizeFor = (examples: number): number => (examples <= 32 ? 32 : 256);
/** Examples of a job: a large dataset is shared out among the threads. */
const examplesPerJob = 16 * 256;

/** Consecutive examples of a dataset, in batches of which the last may not use all its rows. */
export interface EvaluationRange {
  readonly dataset: Dataset;
  readonly examples: SharedExamples;
  readonly batchSize: number;
  readonly rows: StepRows;
  /** Whether the dataset ends with it. */
  readonly last: boolean;
}

/**
 * Datasets in ranges that do not depend on the number of threads; an empty dataset is one range
 * without examples.
 */
export function* evaluationRanges(
  datasets: Iterable<Dataset>,
  shared: SharedDatasets,
): Generator<EvaluationRange> {
  for (const dataset of datasets) {
    const { images, labels, size } = shared.get(dataset);
    const pixels = pixelsPerImage(dataset.shape);
    const batchSize = batchSizeFor(size);
    let start = 0;
    do {
      const end = Math.min(start + examplesPerJob, size);
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

/** What forward passes over no examples give. */
export const nothing: EvaluationAnswer = {
  metrics: sumMetrics([]),
  outputs: new Float32Array(0),
};
