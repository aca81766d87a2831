import { FederatedError } from '../core/errors';
import { InterruptedError, isInterruption } from '../core/interruption';
import type { AnyDataset } from '../data/dataset';
import type { FederatedDataset } from '../data/federatedDataset';
import { roundCurves } from '../plots/curves/curves';
import { federatedRounds } from '../simulation/rounds';
import type { FederatedRoundsOptions } from '../simulation/rounds';
import type { RoundRecord } from '../simulation/roundRecord';
import { uniformSampling } from '../simulation/sampling';
import type { CohortSampler } from '../simulation/sampling';
import type { FederatedAlgorithm, ServerState } from '../strategies/federatedAlgorithm';
import { liveFigure } from './live';
import { runStatus } from './runStatus';

/** The result of a run. */
export interface Run {
  /** The records of every round, in order, including those before `start`. */
  readonly records: readonly RoundRecord[];
  /** The state after the last round. */
  readonly state: ServerState;
}

/** Options of {@link learn}. */
export interface LearnOptions extends Omit<FederatedRoundsOptions, 'sampler'> {
  /** Default: 10 clients chosen at random, or all if there are fewer. */
  readonly sampler?: CohortSampler;
  /** Draws the run's curves under this title during the run; default: nothing is drawn. */
  readonly title?: string;
  /** Called after every round. */
  readonly onRound?: (run: Run) => void | Promise<void>;
}

/**
 * Runs all federated rounds and keeps their records, with a chart that grows in the running
 * notebook cell. Outside a notebook there is no chart. Throws what `federatedRounds` throws; if the
 * reader interrupts the cell, `interruptedRun()` returns what there is.
 *
 * ```ts
 * const run = await learn(fedAvg({ trainer, rng, ...plan }), digits, {
 *   trainer, rng, rounds: 30, title: 'Thirty rounds',
 * });
 * ```
 */
export async function learn(
  algorithm: FederatedAlgorithm,
  federated: FederatedDataset<AnyDataset>,
  { title, onRound, ...options }: LearnOptions,
): Promise<Run> {
  const { sampler = uniformSampling(Math.min(10, federated.clientIds.length)) } = options;
  const records = [...(options.start?.records ?? [])];
  let state = options.start?.state ?? algorithm.initialize();
  const { rounds } = options;
  const before = records.length;
  const live =
    title === undefined
      ? undefined
      : liveFigure((shown: readonly RoundRecord[]) => roundCurves(shown, { title, rounds }), {
          status: (shown) => runStatus(shown, rounds, federated, before),
        });
  try {
    await live?.update(records);
    for await (const outcome of federatedRounds(algorithm, federated, { ...options, sampler })) {
      records.push(outcome.record);
      ({ state } = outcome);
      await live?.update(records);
      await onRound?.({ records, state });
    }
  } catch (error) {
    if (!isInterruption(error)) throw error;
    interrupted = { records, state };
    if (records.length > 0) await live?.done(records);
    const note = 'fl.interruptedRun() returns its records and its last state';
    throw new InterruptedError(state.round, note, { cause: error.cause });
  }
  await live?.done(records);
  return { records, state };
}

let interrupted: Run | undefined;

/**
 * The complete rounds of the last call of `learn` that the reader has interrupted, for a look at
 * them, or to go on with `learn(algorithm, federated, { …, start: interruptedRun() })`.
 *
 * @throws FederatedError if none was interrupted
 */
export function interruptedRun(): Run {
  if (!interrupted) throw new FederatedError('no call of learn has been interrupted');
  return interrupted;
}
