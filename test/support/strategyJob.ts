import type { ParameterSpec } from '../../src/core/parameters';
import type { Rng } from '../../src/core/rng';
import type { ClientDataset } from '../../src/data/federatedDataset';
import { batchIndices, makeBatch } from '../../src/training/batches';
import type { TrainingPlan } from '../../src/training/plan';

/** What the NumPy references read of a dense network and its clients. */
export interface StrategyJob {
  readonly learningRate: number;
  readonly layers: readonly { readonly kernel: number[][]; readonly bias: number[] }[];
  readonly clients: readonly {
    readonly images: number[][];
    readonly labels: number[];
    /** For each round the index arrays of the steps. */
    readonly rounds: number[][][];
  }[];
}

/** A job for a number of rounds, with the batches that a strategy with this `rng` takes. */
export function strategyJob(
  { tensors }: ParameterSpec,
  parameters: Float32Array,
  cohort: readonly ClientDataset[],
  plan: TrainingPlan,
  rng: Rng,
  rounds: number,
): StrategyJob {
  const tensor = (i: number): number[] => {
    const { offset, size } = tensors[i];
    return Array.from(parameters.subarray(offset, offset + size));
  };
  const kernels = tensors.flatMap((_, i) => (i % 2 === 0 ? [i] : []));
  return {
    learningRate: plan.clientLearningRate,
    layers: kernels.map((i) => ({
      kernel: matrix(tensor(i), tensors[i].shape[1]),
      bias: tensor(i + 1),
    })),
    clients: cohort.map(({ id, train }) => {
      const { images } = makeBatch(train, [...Array(train.size).keys()]);
      return {
        images: matrix(Array.from(images), images.length / train.size),
        labels: Array.from(train.labels),
        rounds: Array.from({ length: rounds }, (_, t) =>
          batchIndices(train.size, plan, rng.split('round', t + 1, 'client', id)).map((step) =>
            Array.from(step),
          ),
        ),
      };
    }),
  };
}

function matrix(values: number[], columns: number): number[][] {
  return Array.from({ length: values.length / columns }, (_, row) =>
    values.slice(row * columns, (row + 1) * columns),
  );
}
