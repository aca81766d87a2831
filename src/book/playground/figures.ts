import { clientTicks } from '../../plots/partitions/clientTicks';
import { labelDistribution } from '../../plots/partitions/partitions';
import { curvePanel } from '../../plots/curves/curves';
import type { Series } from '../../plots/curves/curves';
import type { Figure } from '../../plots/frame/figure';
import { legendLines } from '../../plots/frame/legendLines';
import { arrange } from '../../plots/frame/panels';
import { seriesColor } from '../../plots/frame/theme';
import { numberedIds } from '../../data/federate';
import { inRound } from './results';
import type { RunResult } from './results';

/** One line of the charts: runs that differ in their seeds, and their place among the colors. */
export interface Curve {
  readonly name: string;
  /** At least one. */
  readonly runs: readonly RunResult[];
  readonly color: number;
  /** Whether it was run in this tab. */
  readonly inTab: boolean;
}

/** What a chart shows over what. */
export const chartKinds = {
  rounds: { title: 'Test accuracy by round', score: 'testAccuracy', over: 'rounds' },
  bytes: { title: 'Test accuracy by bytes sent', score: 'testAccuracy', over: 'bytes' },
  worst: { title: 'The worst tenth of the clients', score: 'worst10', over: 'rounds' },
} as const;

export type ChartKind = keyof typeof chartKinds;

const [left, right] = [56, 16];

/**
 * A chart of curves: the mean over each curve's seeds, with a band from the lowest to the highest.
 *
 * @param width CSS pixels
 */
export function curveChart(kind: ChartKind, curves: readonly Curve[], width: number): Figure {
  const { title, score, over } = chartKinds[kind];
  const names = curves.map(({ name }) => name);
  const series = curves.map((curve) => line(curve, score, over));
  const panel = curvePanel(series.length > 0 ? series : [{ name: '', x: [], y: [] }], {
    xTitle: over === 'rounds' ? 'round' : 'MB sent so far, up and down',
    yTitle: score === 'worst10' ? 'accuracy of the worst tenth' : 'test accuracy',
    yRange: shownRange(series),
    percent: true,
  });
  return arrange([panel], {
    title,
    width,
    left,
    right,
    legend: curves.length > 0,
    legendLines: legendLines(names, width - left - right),
  });
}

/**
 * The accuracies that are shown: from tens to tens, so that all that happens after a quarter of the rounds is
 * seen. The steep beginning may stand out below.
 */
function shownRange(series: readonly Series[]): [number, number] {
  const later = series.flatMap(({ y }) => y.slice(Math.floor(y.length / 4)));
  const [low, high] = [Math.min(1, ...later), Math.max(0, ...later)];
  const bottom = Math.floor(10 * low - 0.2) / 10;
  return [Math.max(0, Math.min(bottom, 0.8)), Math.min(1, Math.ceil(10 * high + 0.2) / 10)];
}

function line(
  { name, runs, color, inTab }: Curve,
  score: 'testAccuracy' | 'worst10',
  over: 'rounds' | 'bytes',
): Series {
  const rounds = Math.min(...runs.map((run) => run[score].length));
  const places = Array.from({ length: rounds }, (_, round) => round);
  const values = places.map((round) => runs.map((run) => run[score][round] / 10_000));
  const traffic = runs.map((run) => sentMegabytes(run));
  const x = over === 'rounds' ? places.map((round) => round + 1) : undefined;
  return {
    name,
    x: x ?? places.map((round) => mean(traffic.map((sent) => sent[round]))),
    y: values.map(mean),
    ...(runs.length > 1 && {
      range: {
        low: values.map((all) => Math.min(...all)),
        high: values.map((all) => Math.max(...all)),
      },
    }),
    color: seriesColor(color),
    dashed: inTab,
  };
}

/** Megabytes that were sent up to the end of each round, both ways. */
export function sentMegabytes({ testAccuracy, bytesUp, bytesDown }: RunResult): number[] {
  let bytes = 0;
  return testAccuracy.map((_, round) => {
    bytes += inRound(bytesUp, round) + inRound(bytesDown, round);
    return bytes / 1e6;
  });
}

/** Which client has which digits, as shares of its examples. */
export function partitionChart(counts: readonly (readonly number[])[], width: number): Figure {
  const table = {
    clientIds: numberedIds('client', counts.length),
    classNames: counts[0].map((_, label) => `${label}`),
    counts: counts.map((row) => Uint32Array.from(row)),
  };
  const title = 'Which client has which digits';
  const figure = labelDistribution(table, { title, kind: 'heatmap', unit: 'percent' });
  const xaxis = { ...(figure.layout.xaxis as object), ...clientTicks(counts.length, width - 160) };
  // Gaps between columns of two pixels would look like a pattern.
  const data = figure.data.map((trace) => ({ ...trace, xgap: 0 }));
  return { ...figure, data, layout: { ...figure.layout, width, xaxis } };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
