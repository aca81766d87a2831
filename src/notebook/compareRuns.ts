import { wholeNumber } from '../core/check';
import { ArgumentError } from '../core/errors';
import type { Rng } from '../core/rng';
import type { AnyDataset } from '../data/dataset';
import type { FederatedDataset } from '../data/federatedDataset';
import { type Spread, spread } from '../metrics/spread';
import { runComparison } from '../plots/curves/runComparison';
import type { RunComparisonOptions } from '../plots/curves/runComparison';
import type { FederatedAlgorithm } from '../strategies/federatedAlgorithm';
import type { LocalTrainer } from '../training/localTrainer';
import { learn } from './learn';
import type { LearnOptions, Run } from './learn';
import { liveFigure } from './live';
import { traffic } from './runStatus';
import type { TrainingStatus } from './trainingStatus';

/** What is compared: an algorithm on clients, with a model. */
export interface Experiment {
  readonly algorithm: FederatedAlgorithm;
  readonly federated: FederatedDataset<AnyDataset>;
  readonly trainer: LocalTrainer;
  /**
   * Called after the experiment's run, such as `() => trainer.dispose()` for a trainer of its own.
   */
  readonly dispose?: () => void;
  /** Options that differ from the common ones, such as a larger cohort. */
  readonly options?: Partial<
    Pick<LearnOptions, 'rounds' | 'sampler' | 'evaluateEvery' | 'stragglers'>
  >;
}

/** The runs of one experiment, one per repetition. */
export interface RunGroup {
  readonly name: string;
  readonly runs: readonly Run[];
}

/** Options of {@link compareRuns}. */
export interface CompareOptions
  extends
    Omit<LearnOptions, 'trainer' | 'title' | 'onRound' | 'start' | 'clock'>,
    Pick<RunComparisonOptions, 'panels' | 'window' | 'yRange'> {
  /** The chart's title; default: nothing is drawn. */
  readonly title?: string;
  /** How often each experiment is repeated with different random numbers, at least 1; default 3. */
  readonly repetitions?: number;
  /** Groups that the chart shows in addition to the new ones. */
  readonly beside?: readonly RunGroup[];
}

/**
 * Runs experiments side by side, each several times, and draws all of them in one chart: a line for
 * the mean of the repetitions and a band of one standard deviation around it.
 *
 * Repetition r of every experiment gets the same random numbers, `rng.split('repetition', r)`, so
 * all draw the same cohorts, and differences between them are not due to luck.
 *
 * ```ts
 * const groups = await compareRuns({
 *   'FedAvg': (rng) => ({ algorithm: fedAvg({ ...basics, rng }), federated, trainer }),
 *   'SCAFFOLD': (rng) => ({ algorithm: scaffold({ ...basics, rng, clients: 50 }), federated, trainer }),
 * }, { title: 'Two algorithms', rng, rounds: 30 });
 * ```
 */
export async function compareRuns(
  experiments: Readonly<Record<string, (rng: Rng, repetition: number) => Experiment>>,
  compared: CompareOptions,
): Promise<readonly RunGroup[]> {
  const { title, repetitions = 3, beside = [], panels, window, yRange, ...options } = compared;
  wholeNumber('repetitions', repetitions, 1);
  if (Object.keys(experiments).length === 0) {
    throw new ArgumentError('experiments', 'hold at least one', experiments);
  }
  const drawing = {
    rounds: options.rounds,
    ...(panels && { panels }),
    ...(window !== undefined && { window }),
    ...(yRange && { yRange }),
  };
  const live =
    title === undefined
      ? undefined
      : liveFigure(
          ({ groups }: Comparison) =>
            runComparison([...beside, ...groups].flatMap(namedRuns), { title, ...drawing }),
          { status: comparisonStatus },
        );
  const all = { repetitions, runs: Object.keys(experiments).length * repetitions, ...drawing };
  const groups: RunGroup[] = [];
  for (const [name, experiment] of Object.entries(experiments)) {
    const runs: Run[] = [];
    for (let repetition = 1; repetition <= repetitions; repetition++) {
      const rng = options.rng.split('repetition', repetition);
      const { algorithm, federated, trainer, options: own, dispose } = experiment(rng, repetition);
      const running = { federated, rounds: own?.rounds ?? options.rounds };
      const onRound = (run: Run): Promise<void> | undefined =>
        live?.update({ groups: [...groups, { name, runs: [...runs, run] }], running, all });
      try {
        runs.push(await learn(algorithm, federated, { ...options, ...own, rng, trainer, onRound }));
      } finally {
        dispose?.();
      }
    }
    groups.push({ name, runs });
  }
  await live?.done({ groups, all });
  return groups;
}

/** How far a comparison has got. */
interface Comparison {
  /** The last run of the last group is the one that is running, if any is. */
  readonly groups: readonly RunGroup[];
  readonly running?: { readonly federated: FederatedDataset<AnyDataset>; readonly rounds: number };
  /** Of all experiments: their runs, and the rounds of a run that does not differ. */
  readonly all: { readonly repetitions: number; readonly runs: number; readonly rounds: number };
}

function comparisonStatus({ groups, running, all }: Comparison): TrainingStatus {
  const runs = groups.flatMap((group) => group.runs);
  const [current, group] = [runs.at(-1), groups.at(-1)];
  const done = runs.reduce((sum, { records }) => sum + records.length, 0);
  const left = (running?.rounds ?? 0) - (current?.records.length ?? 0);
  return {
    done,
    total: done + left + (all.runs - runs.length) * all.rounds,
    note: group && `${group.name}, repetition ${group.runs.length} of ${all.repetitions}`,
    ...traffic(runs.flatMap(({ records }) => records)),
    activity: running &&
      current && { clientIds: running.federated.clientIds, rounds: current.records },
  };
}

/** Mean and standard deviation of a number over the repetitions of an experiment. */
export function overRuns({ runs }: RunGroup, score: (run: Run) => number): Spread {
  return spread(runs.map(score));
}

function namedRuns({ name, runs }: RunGroup): { name: string; records: Run['records'] }[] {
  return runs.map(({ records }) => ({ name, records }));
}
