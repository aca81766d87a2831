import type { AggregationRound, Aggregator } from '../aggregation/aggregator';
import { mean } from '../aggregation/mean';
import { serverSgd } from '../aggregation/serverOptimizer';
import type { ServerOptimizer } from '../aggregation/serverOptimizer';
import { trainedOnly } from '../aggregation/trainedOnly';
import { UpdateAggregation } from '../aggregation/updateAggregation';
import type { UpdateShare } from '../aggregation/updateAggregation';
import { ArgumentError, DivergenceError } from '../core/errors';
import { resultsAfter } from '../core/interruption';
import { isFiniteVector } from '../core/vector';
import type { AnyDataset } from '../data/dataset';
import type { TrainingPlan } from '../training/plan';
import { checkTransforms } from '../updates/checkTransforms';
import { transformAggregate } from '../updates/transformUpdate';
import type { PrivacyPromise } from '../updates/updateTransform';
import { withRejected } from './clientRound';
import type { TrainedCohort } from './clientRound';
import type { StrategyOptions } from './strategyOptions';
import { checkBroadcast } from './broadcast';
import { checkNoEncoding } from './refusals';
import type { Participant, RoundMetrics, ServerState } from './federatedAlgorithm';
import { clientWeight } from './weighting';
import type { Weighting } from './weighting';

/** Options of algorithms that end a round with a server optimizer. */
export interface ServerStepOptions extends StrategyOptions {
  /** Scales the aggregate of trained weights, > 0. 1, the default, replaces the model by the clients' average. */
  readonly serverLearningRate?: number;
  /** Applies the aggregate instead, with its own learning rate. */
  readonly serverOptimizer?: ServerOptimizer;
  /**
   * Weights of clients in the mean; default: by their examples. Use `uniform` with a cohort drawn by
   * examples (`weightedSampling`), or large clients count twice.
   */
  readonly weighting?: Weighting;
  /** How the server aggregates the updates; default their weighted mean. */
  readonly aggregator?: Aggregator;
}

/** The server's side of an algorithm. */
export interface ServerStep {
  /** The state before the first round. */
  readonly initialize: () => ServerState;
  /** The weight of a client with this many examples. */
  readonly weight: (examples: number) => number;
  /**
   * Begins a round with this state and cohort; an aggregator's root set is trained on here.
   *
   * @param scaled whether updates come with factors; default no
   */
  readonly begin: (
    state: ServerState,
    cohort: readonly Participant[],
    signal: AbortSignal | undefined,
    scaled?: boolean,
  ) => Promise<ServerRound>;
}

/** One round on the server. */
export interface ServerRound {
  /** Adds a client's update, in the cohort's order; it may be recycled afterwards. */
  add(update: Float32Array, clientId: string, share: UpdateShare): void;
  /** Waits for the clients' part; if it fails, frees what the round holds. */
  during<Value>(part: Promise<Value>): Promise<Value>;
  /**
   * The state after the round, its other fields kept, and the metrics. If no client counted, or the
   * aggregator gave no aggregate, and no transform acts on the server, only the round number changes.
   */
  end(trained: TrainedCohort): { readonly state: ServerState; readonly metrics: RoundMetrics };
}

type ServerChoice = Pick<
  ServerStepOptions,
  | 'trainer'
  | 'rng'
  | 'transforms'
  | 'broadcast'
  | 'serverLearningRate'
  | 'serverOptimizer'
  | 'weighting'
  | 'aggregator'
> &
  Pick<ServerStepOptions, 'clientLearningRate'> &
  Partial<TrainingPlan>;

/**
 * Throws an `ArgumentError` if both a server learning rate and an optimizer are given, for an unknown
 * weighting, and for transforms with equal names.
 */
export function serverStep(options: ServerChoice): ServerStep {
  const { trainer, rng, transforms = [], serverLearningRate, serverOptimizer } = options;
  const { aggregator = mean() } = options;
  if (serverLearningRate !== undefined && serverOptimizer) {
    throw new ArgumentError('serverLearningRate', 'be left to serverOptimizer', serverLearningRate);
  }
  checkTransforms(transforms);
  checkBroadcast(options);
  checkNoEncoding(aggregator, transforms);
  const promise = transforms.at(-1)?.privacy;
  if (promise) checkPromise(promise, options);
  const weight = clientWeight(options.weighting);
  const optimizer = trainedOnly(serverOptimizer ?? serverSgd(serverLearningRate), trainer.spec);
  const { spec } = trainer;
  return {
    weight,
    initialize: () => ({
      round: 0,
      parameters: trainer.initialParameters(),
      server: optimizer.initialize(spec.size),
    }),
    async begin(state, cohort, signal, scaled = false) {
      const round = state.round + 1;
      const ids = cohort.map(({ id }) => id);
      const stream = rng.split('round', round);
      const ofAggregator: Record<string, Float32Array> = {};
      const root = cohort.length > 0 ? aggregator.root : undefined;
      const rootUpdate = root && (await trainOnRoot(options, state, root, signal));
      const moment: Omit<AggregationRound, 'size'> = {
        round,
        cohort: ids,
        rng: stream.split('aggregator'),
        slot: (name) => state.server?.[name],
        keep: (name, vector) => {
          ofAggregator[name] = vector;
        },
        rootUpdate,
      };
      const aggregation = new UpdateAggregation(aggregator, spec, moment, scaled);
      return {
        add(update, clientId, share) {
          aggregation.add(update, clientId, share);
        },
        async during(part) {
          try {
            return await part;
          } catch (error) {
            aggregation.dispose();
            throw error;
          }
        },
        end(trained) {
          const { clients, totals, server: before = {} } = trained;
          const kept = {
            ...state,
            round,
            ...(trained.server && { server: before }),
            ...(clients && { clients }),
          };
          const aggregate = resultOf(aggregation);
          const metrics = reported(trained, aggregation);
          if (!aggregate && !transforms.some(({ server }) => server)) {
            return { state: kept, metrics };
          }
          const update = aggregate ?? new Float32Array(spec.size);
          const ofTransforms: Record<string, Float32Array> = {};
          const measures = transformAggregate(transforms, update, {
            round,
            spec,
            clients: ids,
            rng: stream.split('server'),
            totals,
            slot: (name) => before[name],
            keep: (name, vector) => {
              ofTransforms[name] = vector;
            },
          });
          const { parameters, slots } = optimizer.step(state.parameters, update, before, round);
          const privacy = promise?.spent(round);
          return {
            state: {
              ...kept,
              parameters,
              server: { ...before, ...slots, ...ofAggregator, ...ofTransforms },
            },
            metrics: {
              ...metrics,
              measures: { ...metrics.measures, ...measures },
              ...(privacy && { privacy }),
            },
          };
        },
      };
    },
  };
}

/** The aggregate, if the round has one; frees what the aggregation holds. */
function resultOf(aggregation: UpdateAggregation): Float32Array | undefined {
  try {
    return aggregation.empty ? undefined : aggregation.result();
  } finally {
    aggregation.dispose();
  }
}

/**
 * The update of an aggregator's root set: trained on as if by one more client.
 *
 * @throws DivergenceError if it is not finite: without it no client can be judged
 */
async function trainOnRoot(
  options: ServerChoice,
  { parameters, round: before }: ServerState,
  root: AnyDataset,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const { trainer, rng } = options;
  const round = before + 1;
  const task = { clientId: 'root', examples: root, rng: rng.split('round', round, 'root') };
  // FedSGD's plan is one full batch.
  const plan = { localEpochs: 1, batchSize: 'full' as const, ...options };
  const results = trainer.train(parameters, [task], plan, signal);
  let update = new Float32Array(0);
  for await (const result of resultsAfter(before, results)) update = result.update.slice();
  if (isFiniteVector(update)) return update;
  throw new DivergenceError(round, undefined, 'the update of the root set is not finite');
}

/** A round's metrics with whom the aggregation left out, and what it sent in place of the updates. */
function reported(
  { metrics: measured, updateBytes }: TrainedCohort,
  aggregation: UpdateAggregation,
): RoundMetrics {
  const metrics = withRejected(measured, aggregation.rejected());
  const report = aggregation.report();
  if (!report) return metrics;
  return {
    ...metrics,
    bytesUp: metrics.bytesUp - updateBytes + report.bytesUp,
    bytesDown: metrics.bytesDown + report.bytesDown,
    measures: { ...metrics.measures, ...report.measures },
  };
}

/** Throws an `ArgumentError` unless the sum is the one that a promise of privacy is about. */
function checkPromise(
  { denominator }: PrivacyPromise,
  { weighting, aggregator = mean() }: Pick<ServerStepOptions, 'weighting' | 'aggregator'>,
): void {
  if (weighting !== 'uniform') {
    const rule =
      'be uniform with differential privacy: a client with many examples could move the sum by more';
    throw new ArgumentError('weighting', rule, weighting ?? 'examples');
  }
  if (aggregator.kind !== 'sum') {
    const rule =
      'be a sum with differential privacy: noise covers what one client adds to a sum, not what it can do to an order';
    throw new ArgumentError('aggregator', rule, aggregator.kind);
  }
  if (aggregator.denominator !== denominator) {
    const rule = `divide the sum by ${denominator} with differential privacy, whoever takes part`;
    throw new ArgumentError('aggregator', rule, aggregator.denominator ?? 'the sum of the weights');
  }
}
