import { wholeNumber, within } from '../core/check';
import { DivergenceError } from '../core/errors';
import { afterRound, cellSignal } from '../core/interruption';
import { checkLength } from '../core/parameters';
import type { Rng } from '../core/rng';
import { isFiniteVector } from '../core/vector';
import { checkSameKind } from '../data/dataset';
import type { AnyDataset } from '../data/dataset';
import { clients } from '../data/federatedDataset';
import type { FederatedDataset } from '../data/federatedDataset';
import type { FederatedAlgorithm, ServerState } from '../strategies/federatedAlgorithm';
import type { LocalTrainer } from '../training/localTrainer';
import { evaluateRound, evaluationClients, finiteOrNull, notMeasured } from './evaluateRound';
import { checkParticipation, participation } from './participation';
import type { ParticipationOptions } from './participation';
import { reachedAccuracy } from './roundRecord';
import type { RoundRecord } from './roundRecord';
import type { CohortSampler } from './sampling';

/** Options of {@link federatedRounds}. */
export interface FederatedRoundsOptions extends ParticipationOptions {
  /** Rounds of the whole run, at least 1, including those before `start`. */
  readonly rounds: number;
  readonly sampler: CohortSampler;
  /** Determines cohorts, dropouts and stragglers of each round, and which clients evaluate. */
  readonly rng: Rng;
  /** Evaluates the model; usually the trainer of the algorithm. */
  readonly trainer: LocalTrainer;
  /** Evaluate after every this many rounds, at least 1, and after the last; default 1. */
  readonly evaluateEvery?: number;
  /** Test examples that belong to no client, of the clients' shape and classes; default: the dataset's, if any. */
  readonly centralTest?: AnyDataset;
  /**
   * Images with a backdoor's patch, labeled as its target, to measure its success on: `backdoorTest` of
   * the attacks makes them. Default: none.
   */
  readonly backdoorTest?: AnyDataset;
  /** How many clients evaluate the model on their test examples, at least 0; default all. */
  readonly evaluationClients?: number;
  /**
   * Stop after the first round with at least this accuracy, in [0, 1]: on the central test examples
   * or, without any, in the mean over clients. Default: do all rounds.
   */
  readonly targetAccuracy?: number;
  /** Where to resume: a checkpoint, or the last outcome of another call. Default: the beginning. */
  readonly start?: { readonly state: ServerState; readonly records?: readonly RoundRecord[] };
  /**
   * Ends the rounds with the signal's reason; the round under way is lost. Default: the notebook
   * cell's, whose interruption is an `InterruptedError` that says which round was the last.
   */
  readonly signal?: AbortSignal;
  /** Milliseconds for `seconds` in the records; default `performance.now`. */
  readonly clock?: () => number;
}

/** The outcome of a round: the state to resume from, and the record of the round. */
export interface RoundOutcome {
  readonly state: ServerState;
  readonly record: RoundRecord;
}

/**
 * Runs federated rounds: draws a cohort, lets the algorithm train it, evaluates, and yields.
 *
 * Every random choice belongs to its round, so a run resumed from any outcome's state gives the same
 * bits as one that was never interrupted. If all clients of a round drop out, the algorithm still gets the
 * empty cohort: a transform on the server, such as noise, must act anyway. Arguments are checked
 * immediately, with an `ArgumentError`. A client whose update is not finite is rejected. A `DivergenceError`,
 * of a round without any other client or of the server's step, ends the rounds; the last outcome is the
 * last good one.
 *
 * ```ts
 * for await (const { state, record } of federatedRounds(algorithm, digits, options)) { … }
 * ```
 */
export function federatedRounds(
  algorithm: FederatedAlgorithm,
  federated: FederatedDataset<AnyDataset>,
  options: FederatedRoundsOptions,
): AsyncGenerator<RoundOutcome, void, undefined> {
  check(federated, options);
  return run(algorithm, federated, { ...options, signal: options.signal ?? cellSignal() });
}

async function* run(
  algorithm: FederatedAlgorithm,
  federated: FederatedDataset<AnyDataset>,
  options: FederatedRoundsOptions,
): AsyncGenerator<RoundOutcome, void, undefined> {
  const { rounds, rng, trainer, evaluateEvery = 1, targetAccuracy, start, signal } = options;
  const { centralTest = federated.centralTest, backdoorTest } = options;
  const done = (record: RoundRecord | undefined): boolean =>
    record !== undefined && targetAccuracy !== undefined && reachedAccuracy(record, targetAccuracy);
  const clientIds = evaluationClients(federated, options.evaluationClients, rng);
  const evaluation = { algorithm, trainer, federated, clientIds, centralTest, backdoorTest };

  let state = start?.state ?? algorithm.initialize();
  let record = start?.records?.at(-1);
  const next = async (before: ServerState): Promise<RoundOutcome> => {
    signal?.throwIfAborted();
    const trained = await trainRound(algorithm, federated, options, before);
    const due = trained.state.round % evaluateEvery === 0 || trained.state.round === rounds;
    const measured = due ? await evaluateRound(evaluation, trained.state, signal) : notMeasured;
    return { state: trained.state, record: { ...trained.record, ...measured } };
  };
  while (state.round < rounds && !done(record)) {
    const { round } = state;
    ({ state, record } = await next(state).catch((error: unknown) => {
      throw afterRound(error, round);
    }));
    yield { state, record };
  }
}

/** Runs a round up to its new state, without evaluation. */
async function trainRound(
  algorithm: FederatedAlgorithm,
  federated: FederatedDataset<AnyDataset>,
  options: FederatedRoundsOptions,
  before: ServerState,
): Promise<RoundOutcome> {
  const { sampler, rng, signal, clock = () => performance.now() } = options;
  const round = before.round + 1;
  const started = clock();
  const ids = sampler.draw(federated, round, rng.split('cohort', round));
  const cohort = clients(federated, ids);
  const { participants, dropped } = participation(cohort, options, round, rng);
  const { state, metrics } = await algorithm.next(before, participants, signal);
  if (!isFiniteVector(state.parameters)) {
    throw new DivergenceError(round, undefined, 'the model holds numbers that are not finite');
  }
  return {
    state,
    record: {
      round,
      trainLoss: finiteOrNull(metrics.trainLoss),
      trainAccuracy: finiteOrNull(metrics.trainAccuracy),
      ...notMeasured,
      bytesUp: metrics.bytesUp,
      bytesDown: metrics.bytesDown,
      clientSteps: metrics.clientSteps,
      seconds: (clock() - started) / 1000,
      clients: metrics.clients,
      dropped,
      ...(metrics.rejected && { rejected: metrics.rejected }),
      ...(Object.keys(metrics.measures).length > 0 && { measures: metrics.measures }),
      ...(metrics.privacy && { privacy: metrics.privacy }),
    },
  };
}

function check(federated: FederatedDataset<AnyDataset>, options: FederatedRoundsOptions): void {
  wholeNumber('rounds', options.rounds, 1);
  wholeNumber('evaluateEvery', options.evaluateEvery ?? 1, 1);
  wholeNumber('evaluationClients', options.evaluationClients ?? 0, 0);
  within('targetAccuracy', options.targetAccuracy ?? 1, 0, 1);
  checkParticipation(options);
  options.sampler.check(federated);
  const { centralTest = federated.centralTest } = options;
  if (centralTest) checkSameKind('centralTest', centralTest, federated);
  if (options.backdoorTest) checkSameKind('backdoorTest', options.backdoorTest, federated);
  if (!options.start) return;
  wholeNumber('start.state.round', options.start.state.round, 0);
  checkLength(options.trainer.spec, 'start.state.parameters', options.start.state.parameters);
}
