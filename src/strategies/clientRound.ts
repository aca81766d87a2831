import { ArgumentError, DivergenceError } from '../core/errors';
import { resultsAfter } from '../core/interruption';
import { isFiniteVector } from '../core/vector';
import type { LocalResult, TrainingTask } from '../training/localTrainer';
import { accuracy, meanLoss, sumMetrics } from '../training/metrics';
import type { Metrics } from '../training/metrics';
import type { Measures } from '../updates/updateTransform';
import type { Participant, RoundMetrics, ServerState } from './federatedAlgorithm';
import { SentUpdates } from './sentUpdates';
import type { StrategyOptions } from './strategyOptions';

/** The clients' part of a round. */
export interface ClientRound {
  readonly options: StrategyOptions;
  /** The state before the round; every client starts from its parameters. */
  readonly state: ServerState;
  readonly cohort: readonly Participant[];
  readonly signal?: AbortSignal;
  /** Added to every gradient of a client. */
  readonly correction?: (clientId: string) => Float32Array | undefined;
  /** Model-sized vectors that each client receives and sends, its update included; default 1 and 1. */
  readonly vectorsDown?: number;
  readonly vectorsUp?: number;
  /**
   * Receives each client's result as the server sees it, in the cohort's order, with its position in the
   * cohort; not those that are rejected because they are not finite. Its update is recycled afterwards.
   */
  readonly fold: (result: LocalResult, position: number) => void;
}

/** The result of the clients' part of a round. */
export interface TrainedCohort {
  readonly metrics: RoundMetrics;
  /** Bytes of the updates alone, of those that clients sent. */
  readonly updateBytes: number;
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
  correction,
  vectorsDown = 1,
  vectorsUp = 1,
  fold,
}: ClientRound): Promise<TrainedCohort> {
  checkCohort(cohort);
  const { trainer, rng } = options;
  const { parameters } = state;
  const round = state.round + 1;
  const sent = new SentUpdates(options, state);
  function* tasks(): Generator<TrainingTask> {
    for (const { id, train, localEpochs } of cohort) {
      const own = rng.split('round', round, 'client', id);
      const term = correction?.(id);
      yield { clientId: id, examples: train, rng: own, localEpochs, correction: term };
    }
  }
  const training: Metrics[] = [];
  let clientSteps = 0;
  let position = 0;
  const transformed = (options.transforms ?? []).length > 0;
  const rejections = new Rejections();
  const results = trainer.train(parameters, tasks(), options, signal);
  for await (const result of resultsAfter(state.round, results)) {
    if (rejections.rejects(round, result)) sent.reject(result.update);
    else {
      sent.send(result.clientId, result.update);
      // What a transform made of it may be finite no more.
      if (!transformed || !rejections.rejects(round, result)) {
        fold(result, position);
        training.push(result.training);
      }
    }
    position++;
    clientSteps += result.steps;
    trainer.recycle(result.update);
  }
  rejections.check(training);
  const bytes = parameters.byteLength * cohort.length;
  return {
    metrics: {
      ...trainingMetrics(round, cohort, training),
      ...rejections.metrics,
      clientSteps,
      bytesDown: bytes * vectorsDown,
      bytesUp: sent.bytes + bytes * (vectorsUp - 1),
      measures: sent.measures,
    },
    updateBytes: sent.bytes,
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

/** The clients of a round whose loss or update is not finite: they are left out, and the round goes on. */
export class Rejections {
  readonly #ids: string[] = [];
  #first: DivergenceError | undefined;

  /** Whether a result is rejected. */
  rejects(round: number, result: FiniteParts): boolean {
    const problem = divergence(round, result);
    if (!problem) return false;
    this.#first ??= problem;
    if (this.#ids.at(-1) !== result.clientId) this.#ids.push(result.clientId);
    return true;
  }

  /** For the round's metrics. */
  get metrics(): Pick<RoundMetrics, 'rejected'> {
    return this.#ids.length > 0 ? { rejected: this.#ids } : {};
  }

  /** Throws the first client's `DivergenceError` if no other client has trained. */
  check(others: readonly Metrics[]): void {
    if (this.#first && others.every(({ examples }) => examples === 0)) throw this.#first;
  }
}

/** The metrics of a round with these clients among the rejected, in the cohort's order. */
export function withRejected(metrics: RoundMetrics, more: readonly string[] = []): RoundMetrics {
  if (more.length === 0) return metrics;
  const out = new Set([...(metrics.rejected ?? []), ...more]);
  return { ...metrics, rejected: metrics.clients.filter((id) => out.has(id)) };
}

type FiniteParts = Pick<LocalResult, 'clientId' | 'training' | 'update'>;

/** Throws a `DivergenceError` if a client's loss or update is not finite. */
export function checkFinite(round: number, result: FiniteParts): void {
  const problem = divergence(round, result);
  if (problem) throw problem;
}

function divergence(
  round: number,
  { clientId, training, update }: FiniteParts,
): DivergenceError | undefined {
  if (!Number.isFinite(training.lossSum)) {
    return new DivergenceError(round, clientId, `the loss is ${training.lossSum}`);
  }
  if (isFiniteVector(update)) return undefined;
  return new DivergenceError(round, clientId, 'the update holds numbers that are not finite');
}
