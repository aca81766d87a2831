import { wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import { spread } from '../../metrics/spread';
import { type RunBytes, directions, sentBytes } from '../curves/runBytes';
import type { NamedRun } from '../curves/runComparison';
import type { Figure } from '../frame/figure';
import { scatter } from './scatter';

/** Options of {@link runScatter}. */
export interface RunScatterOptions {
  readonly title: string;
  /** Bytes of both directions (`bytes`, the default), of the clients, or of the server. */
  readonly against?: RunBytes;
  /** The accuracy is the mean of this many last measurements; default 1. */
  readonly window?: number;
  /** Range of accuracies that is shown, in [0, 1]; default: the points' own. */
  readonly yRange?: readonly [number, number];
}

/**
 * What runs reach against what their rounds cost: the last test accuracy against the mean bytes of a
 * round, on a logarithmic scale. Runs with the same name form one point, their mean, with a bar of
 * one standard deviation on both sides.
 *
 * ```ts
 * const runs = groups.flatMap(({ name, runs }) => runs.map(({ records }) => ({ name, records })));
 * await fl.show(fl.plots.runScatter(runs, { title: 'Accuracy and bytes', against: 'bytesUp' }));
 * ```
 *
 * @param runs at least one, each with a measured test accuracy
 */
export function runScatter(runs: readonly NamedRun[], options: RunScatterOptions): Figure {
  const { title, against = 'bytes', window = 1, yRange } = options;
  if (runs.length === 0) throw new ArgumentError('runs', 'hold at least one', runs);
  wholeNumber('window', window, 1);
  const names = [...new Set(runs.map(({ name }) => name))];
  const groups = names.map((name) => {
    const repeated = runs.filter((run) => run.name === name);
    const accuracy = spread(repeated.map((run) => lastAccuracy(run, window)));
    const bytes = spread(repeated.map(({ records }) => bytesPerRound(records, against)));
    const bar = repeated.length > 1 ? { spread: accuracy.std } : {};
    return { name, points: [{ name, x: bytes.mean, y: accuracy.mean, ...bar }] };
  });
  return scatter(groups, {
    title,
    xTitle: `bytes sent in a round, ${directions[against]}`,
    yTitle: `test accuracy${window > 1 ? `, mean of the last ${window}` : ''}`,
    ...(yRange && { yRange }),
    bytes: true,
    percent: true,
    labels: true,
  });
}

function lastAccuracy({ name, records }: NamedRun, window: number): number {
  const measured = records.flatMap(({ testAccuracy }) =>
    typeof testAccuracy === 'number' ? [testAccuracy] : [],
  );
  if (measured.length === 0) {
    throw new ArgumentError(`records of ${name}`, 'hold a test accuracy', measured);
  }
  return spread(measured.slice(-window)).mean;
}

function bytesPerRound(records: NamedRun['records'], against: RunBytes): number {
  return spread(records.map((record) => sentBytes(record, against))).mean;
}
