import { ArgumentError, DivergenceError } from '../core/errors';
import type { Rng } from '../core/rng';
import { isFiniteVector } from '../core/vector';
import type { LocalResult, LocalTrainer, TrainingTask } from '../training/localTrainer';
import { accuracy, meanLoss, sumMetrics } from '../training/metrics';
import type { Metrics } from '../training/metrics';
import type { TrainingPlan } from '../training/plan';
import type { Participant, RoundMetrics } from './learningProcess';

/** What every algorithm needs to know. */
export interface StrategyOptions extends TrainingPlan {
  readonly trainer: LocalTrainer;
  /** Decides the shuffling on every client in every round. */
  readonly rng: Rng;
}

/** The clients' part of a round. */
export interface ClientRound {
  readonly options: StrategyOptions;
  /** 1 for the first. */
  readonly round: number;
  /** What every client starts from. */
  readonly parameters: Float32Array;
  readonly cohort: readonly Participant[];
  readonly signal?: AbortSignal;
  /** Added to every gradient of a client. */
  readonly correction?: (clientId: string) => Float32Array | undefined;
  /** Vectors of the model's size sent to each client, and by each client; default 1 and 1. */
  readonly vectorsDown?: number;
  readonly vectorsUp?: number;
  /** Takes each client's result, in the cohort's order; afterwards its update is gone. */
  readonly fold: (result: LocalResult) => void;
}

/** Trains a cohort's clients, hands on their updates one after the other, and measures. */
export async function clientRound({
  options,
  round,
  parameters,
  cohort,
  signal,
  correction,
  vectorsDown = 1,
  vectorsUp = 1,
  fold,
}: ClientRound): Promise<RoundMetrics> {
  checkCohort(cohort);
  const { trainer, rng } = options;
  function* tasks(): Generator<TrainingTask> {
    for (const { id, train, localEpochs } of cohort) {
      const own = rng.split('round', round, 'client', id);
      const term = correction?.(id);
      yield { clientId: id, examples: train, rng: own, localEpochs, correction: term };
    }
  }
  const training: Metrics[] = [];
  let clientSteps = 0;
  for await (const result of trainer.train(parameters, tasks(), options, signal)) {
    checkFinite(round, result);
    fold(result);
    training.push(result.training);
    clientSteps += result.steps;
    trainer.recycle(result.update);
  }
  return {
    ...trainingMetrics(round, cohort, training),
    clientSteps,
    bytesDown: parameters.byteLength * cohort.length * vectorsDown,
    bytesUp: parameters.byteLength * cohort.length * vectorsUp,
  };
}

/** What a round's clients measured while they trained. */
export function trainingMetrics(
  round: number,
  cohort: readonly Participant[],
  training: readonly Metrics[],
): Pick<RoundMetrics, 'round' | 'clients' | 'examples' | 'trainLoss' | 'trainAccuracy'> {
  const measured = sumMetrics(training);
  return {
    round,
    clients: cohort.map((client) => client.id),
    examples: measured.examples,
    trainLoss: meanLoss(measured),
    trainAccuracy: accuracy(measured),
  };
}

/**
 * Throws an `ArgumentError` for an empty cohort, for one that holds a client twice, and for one without
 * any example to train on: there is no mean update and no loss.
 */
export function checkCohort(cohort: readonly Participant[]): void {
  if (cohort.length === 0) throw new ArgumentError('cohort', 'hold at least one client', cohort);
  const ids = new Set<string>();
  for (const { id } of cohort) {
    if (ids.has(id)) throw new ArgumentError('cohort', 'hold each client once', id);
    ids.add(id);
  }
  if (cohort.every(({ train }) => train.size === 0)) {
    const rule = `hold at least one training example among its ${cohort.length} clients`;
    throw new ArgumentError('cohort', rule, 0);
  }
}

/** Throws a `DivergenceError` where a client's loss or update is not finite. */
export function checkFinite(
  round: number,
  { clientId, training, update }: Pick<LocalResult, 'clientId' | 'training' | 'update'>,
): void {
  if (!Number.isFinite(training.lossSum)) {
    throw new DivergenceError(round, clientId, `the loss is ${training.lossSum}`);
  }
  if (!isFiniteVector(update)) {
    throw new DivergenceError(round, clientId, 'the update holds numbers that are not finite');
  }
}
