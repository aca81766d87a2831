import { serverSgd } from '../aggregation/serverOptimizer';
import type { ServerOptimizer } from '../aggregation/serverOptimizer';
import { trainedOnly } from '../aggregation/trainedOnly';
import { UpdateMean } from '../aggregation/updateMean';
import { ArgumentError } from '../core/errors';
import type { StrategyOptions } from './clientRound';
import type { ServerState } from './learningProcess';

/** Options of algorithms that end a round with a server optimizer. */
export interface ServerStepOptions extends StrategyOptions {
  /** Scales the average update of trained weights, > 0. 1, the default, replaces the model by the clients' average. */
  readonly serverLearningRate?: number;
  /** What the server does with the average update instead; it has a learning rate of its own. */
  readonly serverOptimizer?: ServerOptimizer;
}

/** How a round ends: the server's step, from one state to the next. */
export interface ServerStep {
  /** The state before the first round. */
  readonly initialize: () => ServerState;
  /** For the updates of a round. */
  readonly mean: () => UpdateMean;
  /**
   * The state after a round with this mean update; what else the state holds stays. The mean ends with
   * it: its memory serves a later round, for fresh memory costs time.
   */
  readonly step: (state: ServerState, mean: UpdateMean) => ServerState;
}

type ServerChoice = Pick<ServerStepOptions, 'trainer' | 'serverLearningRate' | 'serverOptimizer'>;

/** Throws an `ArgumentError` where both a server learning rate and an optimizer are given. */
export function serverStep(options: ServerChoice): ServerStep {
  const { trainer, serverLearningRate, serverOptimizer } = options;
  if (serverLearningRate !== undefined && serverOptimizer) {
    throw new ArgumentError('serverLearningRate', 'be left to serverOptimizer', serverLearningRate);
  }
  const optimizer = trainedOnly(serverOptimizer ?? serverSgd(serverLearningRate), trainer.spec);
  let spare: UpdateMean | undefined;
  return {
    initialize: () => ({
      round: 0,
      parameters: trainer.initialParameters(),
      server: optimizer.initialize(trainer.spec.size),
    }),
    mean: () => {
      const mean = spare ?? new UpdateMean(trainer.spec);
      spare = undefined;
      return mean;
    },
    step: (state, mean) => {
      const round = state.round + 1;
      const before = state.server ?? {};
      const update = mean.result();
      const { parameters, slots } = optimizer.step(state.parameters, update, before, round);
      mean.clear();
      spare = mean;
      return { ...state, round, parameters, server: { ...before, ...slots } };
    },
  };
}
