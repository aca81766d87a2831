import { resultsAfter } from '../core/interruption';
import { WeightedMean } from '../aggregation/weightedMean';
import { slice } from '../data/datasetParts';
import type { AnyDataset } from '../data/dataset';
import type { TrainingTask } from '../training/localTrainer';
import type { Metrics } from '../training/metrics';
import { checkCohort, Rejections } from './clientRound';
import type { ClientRound } from './clientRound';
import type { Participant, RoundMetrics } from './federatedAlgorithm';

/** The most examples whose gradient is computed at once. */
const examplesAtOnce = 256;

export interface ClientGradients extends Pick<ClientRound, 'state' | 'cohort' | 'signal'> {
  readonly options: Pick<ClientRound['options'], 'trainer' | 'rng'>;
  /** Receives each client's direction −∇Fₖ, in the cohort's order; may change and keep it. */
  readonly fold: (client: Participant, direction: Float32Array) => void;
}

/** What was measured on the way. */
export interface MeasuredGradients {
  /** Of each part of the data of clients that were not rejected. */
  readonly training: readonly Metrics[];
  /** For the round's metrics. */
  readonly rejections: Pick<RoundMetrics, 'rejected'>;
}

/**
 * The negative gradient of every client's mean loss at one model, over all its examples. Clients
 * without examples are skipped.
 *
 * It is computed as the mean, weighted by examples, of single steps of rate 1 on up to 256 examples at
 * a time, so memory stays bounded and clients of all sizes share a compiled program. Batch
 * normalization, if the model has it, sees these parts.
 *
 * Clients whose gradient or loss is not finite are rejected; if nobody else has examples, it throws the
 * first one's `DivergenceError`.
 */
export async function clientGradients({
  options: { trainer, rng },
  state: { parameters, round: before },
  cohort,
  signal,
  fold,
}: ClientGradients): Promise<MeasuredGradients> {
  checkCohort(cohort);
  const round = before + 1;
  const batchSize = partSize(cohort);
  function* tasks(): Generator<TrainingTask> {
    for (const { id, train } of cohort) {
      const own = rng.split('round', round, 'gradient', id);
      for (const [i, examples] of parts(train, batchSize).entries()) {
        yield { clientId: id, examples, rng: own.split('part', i) };
      }
    }
  }
  const open = cohort.filter(({ train }) => train.size > 0);
  const mean = new WeightedMean(trainer.spec.size);
  const training: Metrics[] = [];
  const rejections = new Rejections();
  let measured: Metrics[] = [];
  let finite = true;
  const plan = { localEpochs: 1, batchSize, clientLearningRate: 1 };
  const results = trainer.train(parameters, tasks(), plan, signal);
  for await (const result of resultsAfter(before, results)) {
    if (rejections.rejects(round, result)) finite = false;
    mean.add(result.update, result.examples);
    measured.push(result.training);
    trainer.recycle(result.update);
    if (mean.weight < open[0].train.size) continue;
    const client = open.shift()!;
    if (finite) {
      fold(client, mean.result());
      training.push(...measured);
    }
    [measured, finite] = [[], true];
    mean.clear();
  }
  rejections.check(training);
  return { training, rejections: rejections.metrics };
}

/** A power of two, so that cohorts of similar sizes share a compiled program. */
function partSize(cohort: readonly Participant[]): number {
  const largest = Math.max(...cohort.map(({ train }) => train.size), 1);
  return Math.min(examplesAtOnce, 2 ** Math.ceil(Math.log2(largest)));
}

const partsOf = new WeakMap<AnyDataset, readonly AnyDataset[]>();

/** Views of consecutive examples, cached; a dataset is only divided if it has more than 256. */
function parts(dataset: AnyDataset, size: number): readonly AnyDataset[] {
  if (dataset.size === 0) return [];
  if (dataset.size <= size) return [dataset];
  const known = partsOf.get(dataset);
  if (known) return known;
  const views: AnyDataset[] = [];
  for (let start = 0; start < dataset.size; start += size) {
    views.push(slice(dataset, start, Math.min(dataset.size, start + size)));
  }
  partsOf.set(dataset, views);
  return views;
}
