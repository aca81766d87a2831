import { ArgumentError, DivergenceError } from '../core/errors';
import { resultsAfter } from '../core/interruption';
import { isFiniteVector } from '../core/vector';
import type { LocalResult, TrainingTask } from '../training/localTrainer';
import { accuracy, meanLoss, sumMetrics } from '../training/metrics';
import type { Metrics } from '../training/metrics';
import type { Measures } from '../updates/updateTransform';
import { receivedModel } from './broadcast';
import type { Received } from './broadcast';
import type { Participant, RoundMetrics, ServerState } from './federatedAlgorithm';
import { SentUpdates } from './sentUpdates';
import type { StrategyOptions } from './strategyOptions';

/** The clients' part of a round. */
export interface ClientRound {
  readonly options: StrategyOptions;
  /** The state before the round. */
  readonly state: ServerState;
  readonly cohort: readonly Participant[];
  readonly signal?: AbortSignal;
  /** What the clients received, if they did so already. */
  readonly received?: Received;
  /** Added to every gradient of a client. */
  readonly correction?: (clientId: string) => Float32Array | undefined;
  /** Model-sized vectors that each client receives and sends, its update included; default 1 and 1. */
  readonly vectorsDown?: number;
  readonly vectorsUp?: number;
  /** Receives each client's result as the server sees it, in the cohort's order; its update is recycled afterwards. */
  readonly fold: (result: LocalResult) => void;
}

/** The result of the clients' part of a round. */
export interface TrainedCohort {
  readonly metrics: RoundMetrics;
  /** Bytes of the updates alone, of those that clients sent. */
  readonly updateBytes: number;
  /** The model that the clients started from: the global one, unless its broadcast is encoded. */
  readonly start: Float32Array;
  /** What the server keeps, the broadcast's part included. */
  readonly server: ServerState['server'];
  /** What clients keep for later rounds. */
  readonly clients: ServerState['clients'];
  /** Sums of what transforms on the clients added up for the server. */
  readonly totals: Measures;
}

/** Trains a cohort's clients, passes on their updates one by one, and measures. */
export async function clientRound({
  options,
  state,
  cohort,
  signal,
  received,
  correction,
  vectorsDown = 1,
  vectorsUp = 1,
  fold,
}: ClientRound): Promise<TrainedCohort> {
  checkCohort(cohort);
  const { trainer, rng } = options;
  const { state: seen, bytesDown, measures } = received ?? receivedModel(options, state, cohort);
  const { parameters } = seen;
  const round = state.round + 1;
  const sent = new SentUpdates(options, seen);
  function* tasks(): Generator<TrainingTask> {
    for (const { id, train, localEpochs } of cohort) {
      const own = rng.split('round', round, 'client', id);
      const term = correction?.(id);
      yield { clientId: id, examples: train, rng: own, localEpochs, correction: term };
    }
  }
  const training: Metrics[] = [];
  let clientSteps = 0;
  const results = trainer.train(parameters, tasks(), options, signal);
  for await (const result of resultsAfter(state.round, results)) {
    checkFinite(round, result);
    sent.send(result.clientId, result.update);
    fold(result);
    training.push(result.training);
    clientSteps += result.steps;
    trainer.recycle(result.update);
  }
  const bytes = parameters.byteLength * cohort.length;
  return {
    metrics: {
      ...trainingMetrics(round, cohort, training),
      clientSteps,
      bytesDown: bytesDown + bytes * (vectorsDown - 1),
      bytesUp: sent.bytes + bytes * (vectorsUp - 1),
      measures: { ...measures, ...sent.measures },
    },
    updateBytes: sent.bytes,
    start: parameters,
    server: seen.server,
    clients: sent.clients,
    totals: sent.totals,
  };
}

/** The metrics of a round's local training. */
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
 * Throws an `ArgumentError` for a cohort that holds a client twice, and for clients without a single
 * training example: they have no mean update and no loss. An empty cohort is fine: nobody answered.
 */
export function checkCohort(cohort: readonly Participant[]): void {
  const ids = new Set<string>();
  for (const { id } of cohort) {
    if (ids.has(id)) throw new ArgumentError('cohort', 'hold each client once', id);
    ids.add(id);
  }
  if (cohort.length > 0 && cohort.every(({ train }) => train.size === 0)) {
    const rule = `hold at least one training example among its ${cohort.length} clients`;
    throw new ArgumentError('cohort', rule, 0);
  }
}

/** Throws a `DivergenceError` if a client's loss or update is not finite. */
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
