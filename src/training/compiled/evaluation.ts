import { elementCount } from '../../core/shape';
import type { AnyDataset } from '../../data/dataset';
import { consecutiveIndices } from '../batches';
import { exampleKind } from '../exampleKind';
import type { ExampleKind } from '../exampleKind';
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
  readonly kind: ExampleKind;
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
 * @param exactBatch whether a program for these examples needs full batches; if so, the rest of a
 *   dataset is a range with a batch of its own size
 */
export function* evaluationRanges(
  datasets: Iterable<AnyDataset>,
  shared: SharedDatasets,
  exactBatch: (examples: ExampleKind, batchSize: number) => boolean,
): Generator<EvaluationRange> {
  for (const dataset of datasets) {
    const { features, targets, size } = shared.get(dataset);
    const kind = exampleKind(dataset);
    const [numbers, outputs] = [elementCount(kind.shape), kind.targets ?? 1];
    const usual = batchSizeFor(size);
    const exact = size % usual !== 0 && exactBatch(kind, usual);
    let start = 0;
    do {
      const left = size - start;
      const batchSize = exact ? Math.min(largestBatch, left) : usual;
      const end = start + Math.min(examplesPerJob, exact ? left - (left % batchSize) : left);
      const examples = {
        features: features.subarray(start * numbers, end * numbers),
        targets: targets.subarray(start * outputs, end * outputs),
        size: end - start,
      };
      const steps = consecutiveIndices(examples.size, batchSize);
      const rows = stepRows(steps, batchSize);
      yield { kind, examples, batchSize, rows, last: end === size };
      start = end;
    } while (start < size);
  }
}

/** The result of forward passes over no examples. */
export const emptyAnswer: EvaluationAnswer = {
  metrics: sumMetrics([]),
  outputs: new Float32Array(0),
};
