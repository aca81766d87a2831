import { ArgumentError } from '../core/errors';
import type { Figure, PlotlyPart } from './figure';
import { arrange, type Panel } from './panels';
import { axis, colors, plainText, seriesColor } from './theme';

/** One line of a chart. A value that is not finite leaves a gap. */
export interface Series {
  readonly name: string;
  readonly x: readonly number[];
  /** As many as `x`. */
  readonly y: readonly number[];
  /** Default: the palette's colours in turn. */
  readonly color?: string;
  /** Whether the line is broken into dashes: for a published or reference value; default false. */
  readonly dashed?: boolean;
}

export interface CurveOptions {
  readonly xTitle: string;
  readonly yTitle: string;
  /** First and last x that are shown; default: the series' own. */
  readonly xRange?: readonly [number, number] | undefined;
  /** Whether y is a fraction, shown in percent; default false. */
  readonly percent?: boolean;
  /** Whether y is drawn on a logarithmic scale; default false, and then the scale begins at 0. */
  readonly logarithmic?: boolean;
  /** Whether the lines stand in the legend; default true. */
  readonly legend?: boolean;
}

/** A panel with one line a series, to be arranged with others. */
export function curvePanel(series: readonly Series[], options: CurveOptions): Panel {
  if (series.length === 0) throw new ArgumentError('series', 'hold at least one', series);
  const { xTitle, yTitle, xRange, percent = false, logarithmic = false, legend = true } = options;
  const empty = !series.some(({ y }) => y.some(Number.isFinite));
  return {
    traces: series.map((line, index) => trace(line, seriesColor(index), percent, legend)),
    x: axis(xTitle, wholeTicks([...series.flatMap(({ x }) => x), ...(xRange ?? [])])),
    y: axis(yTitle, {
      ...(logarithmic ? { type: 'log', dtick: 1 } : { rangemode: 'tozero', nticks: 6 }),
      ...(percent && { tickformat: '.0%' }),
      ...(empty && { range: [0, 1] }),
    }),
  };
}

/** A chart of lines. */
export function learningCurve(
  series: readonly Series[],
  options: CurveOptions & { readonly title: string },
): Figure {
  return arrange([curvePanel(series, options)], { title: options.title });
}

/** What the curves of a run need to know about a round; a round's record has more. */
export interface RoundScores {
  readonly round: number;
  /** Mean loss on the examples that were trained on. */
  readonly trainLoss?: number | null | undefined;
  /** In [0, 1]. */
  readonly trainAccuracy?: number | null | undefined;
  /** Mean loss on examples that were not trained on. */
  readonly testLoss?: number | null | undefined;
  /** In [0, 1]. */
  readonly testAccuracy?: number | null | undefined;
}

export interface RoundCurvesOptions {
  readonly title: string;
  /** The last round that will come: the axis then has its full length from the start. */
  readonly rounds?: number;
}

/** Accuracy and loss, side by side, against the round. A round without a score leaves it out. */
export function roundCurves(records: readonly RoundScores[], options: RoundCurvesOptions): Figure {
  const { title, rounds } = options;
  const first = records.length > 0 ? records[0].round : 1;
  const xRange = rounds === undefined ? undefined : ([first, rounds] as const);
  const panel = (key: 'Loss' | 'Accuracy', legend: boolean): Panel => {
    const line = (name: string, score: keyof RoundScores, color: string): Series[] => {
      const scored = records.flatMap(({ round, [score]: value }) =>
        typeof value === 'number' ? [{ round, value }] : [],
      );
      const x = scored.map(({ round }) => round);
      const y = scored.map(({ value }) => value);
      return scored.length ? [{ name, x, y, color }] : [];
    };
    const lines = [
      ...line('train', `train${key}`, colors.train),
      ...line('held-out', `test${key}`, colors.heldOut),
    ];
    const percent = key === 'Accuracy';
    const shown = lines.length ? lines : [{ name: 'train', x: [], y: [] }];
    return curvePanel(shown, {
      xTitle: 'round',
      yTitle: key.toLowerCase(),
      xRange,
      percent,
      legend,
    });
  };
  return arrange([panel('Accuracy', true), panel('Loss', false)], {
    title,
    legend: true,
  });
}

function trace(line: Series, color: string, percent: boolean, showlegend: boolean): PlotlyPart {
  if (line.x.length !== line.y.length) {
    throw new ArgumentError(`y of ${line.name}`, `hold ${line.x.length} numbers`, line.y.length);
  }
  const name = plainText(line.name);
  const value = percent ? '%{y:.2%}' : '%{y:.4~f}';
  return {
    type: 'scatter',
    mode: line.x.length > 40 ? 'lines' : 'lines+markers',
    name,
    legendgroup: name,
    showlegend,
    x: line.x,
    y: line.y.map((y) => (Number.isFinite(y) ? y : null)),
    line: { color: line.color ?? color, width: 2, dash: line.dashed ? 'dash' : 'solid' },
    marker: { color: line.color ?? color, size: 6 },
    hovertemplate: `${name}<br>%{x}: ${value}<extra></extra>`,
  };
}

/** Ticks at whole numbers where all values are whole, such as rounds; else Plotly's own. */
function wholeTicks(values: readonly number[]): PlotlyPart {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return { range: [0, 1], tickvals: [0, 1] };
  if (!finite.every(Number.isInteger)) return { nticks: 8 };
  const low = finite.reduce((a, b) => Math.min(a, b));
  const high = finite.reduce((a, b) => Math.max(a, b));
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(1, high - low)) - 1);
  const step = [1, 2, 5, 10, 20, 50]
    .map((factor) => Math.max(1, factor * magnitude))
    .find((candidate) => (high - low) / candidate <= 10);
  const margin = Math.max(0.5, 0.03 * (high - low));
  return { tick0: 0, dtick: step, range: [low - margin, high + margin] };
}
