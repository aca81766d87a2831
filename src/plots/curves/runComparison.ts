import { wholeNumber } from '../../core/check';
import { type Spread, spread } from '../../metrics/spread';
import type { RoundRecord } from '../../simulation/roundRecord';
import type { Figure } from '../frame/figure';
import { legendLines } from '../frame/legendLines';
import { arrange, panelWidth } from '../frame/panels';
import { type Series, curvePanel } from './curves';
import { type RunBytes, directions, sentBytes } from './runBytes';

/**
 * How runs are compared: by test accuracy, or by the mean accuracy of the worst tenth of the
 * clients.
 */
export type RunScore = 'testAccuracy' | 'worst10';

/** A run with its name in a figure. */
export interface NamedRun {
  readonly name: string;
  /** All rounds from the first, in order; rounds without a measurement have no point. */
  readonly records: readonly Pick<
    RoundRecord,
    'round' | 'testAccuracy' | 'clientAccuracy' | 'bytesUp' | 'bytesDown'
  >[];
}

/** One panel: a score against the rounds, or against the bytes sent so far. */
export interface RunPanel {
  /** Default `testAccuracy`. */
  readonly score?: RunScore;
  /** `bytes` are those of both directions, `bytesUp` those of the clients; default `rounds`. */
  readonly against?: 'rounds' | RunBytes;
  /** Whether bytes are drawn on a logarithmic scale, as for codecs; default false. */
  readonly logarithmic?: boolean;
}

/** Options of {@link runComparison}. */
export interface RunComparisonOptions {
  readonly title: string;
  /** Side by side; default: the test accuracy against the rounds. */
  readonly panels?: readonly RunPanel[];
  /**
   * The number of rounds of the complete run, so that the axis has its full length from the start.
   */
  readonly rounds?: number;
  /** Each point is the mean of this many latest measurements; default 1. */
  readonly window?: number;
  /** Range of accuracies that is shown, in [0, 1]; default from 0 to the highest. */
  readonly yRange?: readonly [number, number];
}

const megabyte = 1e6;

const scoreTitles: Readonly<Record<RunScore, string>> = {
  testAccuracy: 'test accuracy',
  worst10: 'accuracy of the worst tenth',
};

/**
 * Compares runs: accuracies against the round or the traffic. Runs with the same name form one
 * line, their mean, with a band of one standard deviation around it.
 */
export function runComparison(runs: readonly NamedRun[], options: RunComparisonOptions): Figure {
  const { title, panels = [{}], rounds, window = 1 } = options;
  wholeNumber('window', window, 1);
  const names = [...new Set(runs.map(({ name }) => name))];
  const drawn = panels.map(({ score = 'testAccuracy', against = 'rounds', logarithmic }, index) => {
    const bytes = against !== 'rounds' && logarithmic === true;
    const unit = bytes ? 1 : megabyte;
    return curvePanel(
      names.map((name) => {
        const repeated = runs.filter((run) => run.name === name);
        return line(
          name,
          repeated.map(({ records }) => smooth(points(records, score, against, unit), window)),
        );
      }),
      {
        xTitle:
          against === 'rounds'
            ? 'round'
            : `${bytes ? 'bytes' : 'MB'} sent so far, ${directions[against]}`,
        yTitle: `${scoreTitles[score]}${window > 1 ? `, mean of ${window}` : ''}`,
        xRange: against === 'rounds' && rounds !== undefined ? [1, rounds] : undefined,
        yRange: options.yRange,
        percent: true,
        bytes,
        legend: index === 0,
      },
    );
  });
  const lines = legendLines(names, panelWidth());
  // Below the legend, a tick label at the upper end of a second panel's axis is whole.
  const above = panels.some(({ logarithmic }) => logarithmic) ? 8 : 0;
  return arrange(drawn, { title, legend: true, legendLines: lines, above });
}

type Point = readonly [x: number, y: number];

function points(
  records: NamedRun['records'],
  score: RunScore,
  against: 'rounds' | RunBytes,
  unit: number,
): readonly Point[] {
  let bytes = 0;
  return records.flatMap((record): Point[] => {
    if (against !== 'rounds') bytes += sentBytes(record, against);
    const x = against === 'rounds' ? record.round : bytes / unit;
    const y = score === 'worst10' ? record.clientAccuracy?.worst10 : record.testAccuracy;
    return y === null || y === undefined ? [] : [[x, y]];
  });
}

/** Replaces each point's value by the mean of the last `window` values. */
function smooth(measured: readonly Point[], window: number): readonly Point[] {
  const values = measured.map(([, y]) => y);
  return measured.map(([x], i) => [
    x,
    spread(values.slice(Math.max(0, i + 1 - window), i + 1)).mean,
  ]);
}

/** The mean of repeated runs, as far as all of them have got; for a single run, the run itself. */
function line(name: string, repeated: readonly (readonly Point[])[]): Series {
  const common = Math.min(...repeated.map(({ length }) => length));
  const at = (i: number, coordinate: 0 | 1): Spread =>
    spread(repeated.map((points) => points[i][coordinate]));
  const places = Array.from({ length: common }, (_, i) => i);
  const scores = places.map((i) => at(i, 1));
  return {
    name,
    x: places.map((i) => at(i, 0).mean),
    y: scores.map(({ mean }) => mean),
    ...(repeated.length > 1 && { spread: scores.map(({ std }) => std) }),
  };
}
