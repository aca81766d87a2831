import { wholeNumber } from '../core/check';
import type { RoundRecord } from '../simulation/roundRecord';
import { type Series, curvePanel } from './curves';
import type { Figure } from './figure';
import { arrange } from './panels';

/** What runs are compared by: the test accuracy, or the mean of the worst tenth of the clients. */
export type RunScore = 'testAccuracy' | 'worst10';

/** A run with the name that a figure gives it. */
export interface NamedRun {
  readonly name: string;
  /** From the first round on, in order; rounds that were not measured have no point. */
  readonly records: readonly Pick<
    RoundRecord,
    'round' | 'testAccuracy' | 'clientAccuracy' | 'bytesUp' | 'bytesDown'
  >[];
}

/** One panel: a score against the rounds, or against the bytes sent so far, both ways. */
export interface RunPanel {
  /** Default `testAccuracy`. */
  readonly score?: RunScore;
  /** Default `rounds`. */
  readonly against?: 'rounds' | 'bytes';
}

export interface RunComparisonOptions {
  readonly title: string;
  /** Side by side; default the test accuracy against the rounds. */
  readonly panels?: readonly RunPanel[];
  /** The last round that will come: the axis then has its full length from the start. */
  readonly rounds?: number;
  /** Each point is the mean of so many measurements, the last ones; default 1. */
  readonly window?: number;
}

const megabyte = 1e6;

const scoreTitles: Readonly<Record<RunScore, string>> = {
  testAccuracy: 'test accuracy',
  worst10: 'accuracy of the worst tenth',
};

/** How several runs went, one line each: accuracies against the round or the traffic. */
export function runComparison(runs: readonly NamedRun[], options: RunComparisonOptions): Figure {
  const { title, panels = [{}], rounds, window = 1 } = options;
  wholeNumber('window', window, 1);
  const drawn = panels.map(({ score = 'testAccuracy', against = 'rounds' }, index) =>
    curvePanel(
      runs.map(({ name, records }) => line(name, points(records, score, against), window)),
      {
        xTitle: against === 'rounds' ? 'round' : 'MB sent so far, up and down',
        yTitle: `${scoreTitles[score]}${window > 1 ? `, mean of ${window}` : ''}`,
        xRange: against === 'rounds' && rounds !== undefined ? [1, rounds] : undefined,
        percent: true,
        legend: index === 0,
      },
    ),
  );
  return arrange(drawn, { title, legend: true });
}

type Point = readonly [x: number, y: number];

function points(
  records: NamedRun['records'],
  score: RunScore,
  against: 'rounds' | 'bytes',
): readonly Point[] {
  let bytes = 0;
  return records.flatMap((record): Point[] => {
    bytes += record.bytesUp + record.bytesDown;
    const x = against === 'rounds' ? record.round : bytes / megabyte;
    const y = score === 'worst10' ? record.clientAccuracy?.worst10 : record.testAccuracy;
    return y === null || y === undefined ? [] : [[x, y]];
  });
}

function line(name: string, measured: readonly Point[], window: number): Series {
  const values = measured.map(([, y]) => y);
  return {
    name,
    x: measured.map(([x]) => x),
    y: values.map((_, i) => mean(values.slice(Math.max(0, i + 1 - window), i + 1))),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
