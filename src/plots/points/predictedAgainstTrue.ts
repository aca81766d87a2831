import { wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import { regressionScores } from '../../metrics/regression';
import type { Figure, PlotlyPart } from '../frame/figure';
import { legendLines } from '../frame/legendLines';
import { arrange } from '../frame/panels';
import { colors } from '../frame/theme';
import { type PointGroup, pointPanel } from './pointPanel';

/** Predicted numbers of a client or a model, with its name in a figure. */
export interface NamedPredictions {
  readonly name: string;
  /** The true number of each example, finite; at least one. */
  readonly targets: ArrayLike<number>;
  /** As many. */
  readonly predictions: ArrayLike<number>;
}

/** Options of {@link predictedAgainstTrue}. */
export interface PredictedAgainstTrueOptions {
  readonly title: string;
  /** What is predicted, with its unit, such as `body mass in g`; default `value`. */
  readonly target?: string;
  /** The maximum number of a group's points drawn, evenly spread over its examples; default 1000. */
  readonly points?: number;
}

const side = 400;
const margins = { left: 74, right: 16 } as const;

/**
 * Predicted numbers against the true ones: a color for each group, which are clients as a rule, with its
 * R² in the legend. On the diagonal, predictions are right; below it they are too low.
 *
 * ```ts
 * const targets = [3750, 3800, 3250];
 * await fl.show(fl.plots.predictedAgainstTrue(
 *   [{ name: 'Biscoe', targets, predictions: [3600, 3900, 3300] }],
 *   { title: 'How heavy is a penguin?', target: 'body mass in g' },
 * ));
 * ```
 *
 * @param groups at least one; R² is that of all of a group's examples, see `regressionScores`
 */
export function predictedAgainstTrue(
  groups: readonly NamedPredictions[],
  { title, target = 'value', points = 1000 }: PredictedAgainstTrueOptions,
): Figure {
  if (groups.length === 0) throw new ArgumentError('groups', 'hold at least one', groups);
  wholeNumber('points', points, 1);
  const named = groups.map((group) => groupOf(group, points));
  const range = rangeOf(named);
  const panel = pointPanel(
    named,
    { xTitle: `true ${target}`, yTitle: `predicted ${target}`, xRange: range, yRange: range },
    { width: side, height: side, legend: true },
  );
  const small = named.reduce((sum, group) => sum + group.points.length, 0) > 100;
  const traces = panel.traces.map((trace) => ({
    ...trace,
    marker: { ...(trace.marker as PlotlyPart), size: small ? 6 : 8, opacity: 0.75 },
  }));
  const width = margins.left + side + margins.right;
  return arrange([{ ...panel, traces: [diagonal(range), ...traces] }], {
    title,
    width,
    ...margins,
    panelHeight: side,
    legend: true,
    legendLines: legendLines(
      named.map(({ name }) => name),
      side,
    ),
  });
}

function groupOf(group: NamedPredictions, most: number): PointGroup {
  const { name, targets, predictions } = group;
  if (targets.length === 0) {
    throw new ArgumentError(`targets of ${name}`, 'hold at least one number', targets);
  }
  const { r2 } = regressionScores(targets, predictions);
  const step = Math.max(1, targets.length / most);
  const drawn = Math.min(targets.length, most);
  return {
    name: Number.isNaN(r2) ? name : `${name}, R² ${r2.toFixed(2)}`,
    points: Array.from({ length: drawn }, (_, i) => {
      const at = Math.floor(i * step);
      return { x: targets[at], y: predictions[at], name };
    }),
  };
}

/** Both axes show the same numbers, so that the diagonal is one. */
function rangeOf(groups: readonly PointGroup[]): readonly [number, number] {
  const all = groups
    .flatMap(({ points }) => points.flatMap(({ x, y }) => [x, y]))
    .filter(Number.isFinite);
  const low = all.reduce((a, b) => Math.min(a, b));
  const high = all.reduce((a, b) => Math.max(a, b));
  const room = 0.05 * (high - low) || Math.abs(high) || 1;
  return [low - room, high + room];
}

function diagonal(range: readonly [number, number]): PlotlyPart {
  return {
    type: 'scatter',
    mode: 'lines',
    name: 'right',
    showlegend: false,
    x: range,
    y: range,
    line: { color: colors.axis, width: 1.5, dash: 'dash' },
    hoverinfo: 'skip',
  };
}
