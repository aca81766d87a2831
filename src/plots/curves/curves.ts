import { ArgumentError } from '../../core/errors';
import { byteAxis, hoveredBytes } from '../frame/byteAxis';
import type { Figure, PlotlyPart } from '../frame/figure';
import { arrange, type Panel } from '../frame/panels';
import { axis, colors, plainText, seriesColor, seriesStyle } from '../frame/theme';

/** One line of a chart. A value that is not finite leaves a gap. */
export interface Series {
  readonly name: string;
  readonly x: readonly number[];
  /** As many as `x`. */
  readonly y: readonly number[];
  /**
   * How far a band extends on both sides of the line, such as a standard deviation; as many as `x`.
   */
  readonly spread?: readonly number[];
  /** In place of `spread`: the ends of the band at each place, such as the least and the largest value. */
  readonly range?: { readonly low: readonly number[]; readonly high: readonly number[] };
  /** Default: the palette's colors in turn. */
  readonly color?: string;
  /** Whether the line is dashed, as for a published or reference value; default false. */
  readonly dashed?: boolean;
}

export interface CurveOptions {
  readonly xTitle: string;
  readonly yTitle: string;
  /** First and last x that are shown; default: the series' own. */
  readonly xRange?: readonly [number, number] | undefined;
  /** First and last y that are shown; default from 0 to the largest. */
  readonly yRange?: readonly [number, number] | undefined;
  /** Whether y is a fraction, shown as a percentage; default false. */
  readonly percent?: boolean;
  /** Whether y is drawn on a logarithmic scale; default false. */
  readonly logarithmic?: boolean;
  /** Whether x is a number of bytes, on a logarithmic scale; default false. */
  readonly bytes?: boolean;
  /** Whether the lines are in the legend; default true. */
  readonly legend?: boolean;
}

/** A panel with one line per series, to be arranged with others. */
export function curvePanel(series: readonly Series[], options: CurveOptions): Panel {
  if (series.length === 0) throw new ArgumentError('series', 'hold at least one', series);
  const { xTitle, yTitle, xRange, percent = false, logarithmic = false, legend = true } = options;
  const { bytes = false } = options;
  const empty = !series.some(({ y }) => y.some(Number.isFinite));
  const colored = series.map((line, index) => ({ color: seriesColor(index), ...line }));
  const style = { percent, bytes, showlegend: legend };
  const along = [...series.flatMap(({ x }) => x), ...(xRange ?? [])];
  return {
    traces: [
      ...colored.flatMap(band),
      ...colored.map((line, index) => trace(line, { ...style, ...seriesStyle(index) })),
    ],
    x: bytes ? byteAxis(xTitle, along) : axis(xTitle, wholeTicks(along)),
    y: axis(yTitle, {
      ...(logarithmic ? { type: 'log', dtick: 1 } : { rangemode: 'tozero', nticks: 6 }),
      ...(percent && { tickformat: '.0%' }),
      ...(options.yRange && { range: [...options.yRange] }),
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

/** The scores of a round that a run's curves show; a round's record has more. */
export interface RoundScores {
  readonly round: number;
  /** Mean loss on the training examples. */
  readonly trainLoss?: number | null | undefined;
  /** In [0, 1]. */
  readonly trainAccuracy?: number | null | undefined;
  /** Mean loss on the test examples. */
  readonly testLoss?: number | null | undefined;
  /** In [0, 1]. */
  readonly testAccuracy?: number | null | undefined;
}

export interface RoundCurvesOptions {
  readonly title: string;
  /**
   * The number of rounds of the complete run, so that the axis has its full length from the start.
   */
  readonly rounds?: number;
}

/**
 * Accuracy and loss, side by side, against the round. Missing scores are left out.
 *
 * ```ts
 * await fl.show(fl.plots.roundCurves(records, { title: 'Loss and accuracy' }));
 * ```
 */
export function roundCurves(records: readonly RoundScores[], options: RoundCurvesOptions): Figure {
  const { title, rounds } = options;
  const first = records.length > 0 ? records[0].round : 1;
  const xRange = rounds === undefined ? undefined : ([first, rounds] as const);
  const lines = (key: 'Loss' | 'Accuracy'): Series[] => {
    const line = (name: string, score: keyof RoundScores, color: string): Series[] => {
      const scored = records.flatMap(({ round, [score]: value }) =>
        typeof value === 'number' ? [{ round, value }] : [],
      );
      const x = scored.map(({ round }) => round);
      const y = scored.map(({ value }) => value);
      return scored.length ? [{ name, x, y, color }] : [];
    };
    return [
      ...line('train', `train${key}`, colors.train),
      ...line('held-out', `test${key}`, colors.heldOut),
    ];
  };
  const [accuracies, losses] = [lines('Accuracy'), lines('Loss')];
  // A run may measure only the loss on its training data: the panel with more lines has the legend.
  const legend = losses.length > accuracies.length ? losses : accuracies;
  const panel = (series: readonly Series[], yTitle: string, percent: boolean): Panel =>
    curvePanel(series.length ? series : [{ name: 'train', x: [], y: [] }], {
      xTitle: 'round',
      yTitle,
      xRange,
      percent,
      legend: series === legend,
    });
  return arrange([panel(accuracies, 'accuracy', true), panel(losses, 'loss', false)], {
    title,
    legend: true,
  });
}

type ColoredSeries = Series & { readonly color: string };

/** A band around a line, drawn below it; empty if the line has no spread and no range. */
function band(line: ColoredSeries): PlotlyPart[] {
  const { name, x, y, spread: around, range, color } = line;
  if (around === undefined && range === undefined) return [];
  if (around) checkLength(line, 'spread', around);
  const { low, high } = range ?? {
    low: y.map((value, i) => value - around![i]),
    high: y.map((value, i) => value + around![i]),
  };
  checkLength(line, 'range', low);
  checkLength(line, 'range', high);
  const known = [...x.keys()].filter((i) => [y[i], low[i], high[i]].every(Number.isFinite));
  const along = known.map((i) => x[i]);
  return [
    {
      type: 'scatter',
      mode: 'lines',
      x: [...along, ...along.slice().reverse()],
      y: [...known.map((i) => high[i]), ...known.map((i) => low[i]).reverse()],
      fill: 'toself',
      fillcolor: color,
      opacity: 0.2,
      line: { width: 0, color },
      legendgroup: plainText(name),
      showlegend: false,
      hoverinfo: 'skip',
    },
  ];
}

function checkLength(
  { name, x }: Series,
  part: 'y' | 'spread' | 'range',
  values: readonly number[],
): void {
  if (values.length === x.length) return;
  throw new ArgumentError(`${part} of ${name}`, `hold ${x.length} numbers`, values.length);
}

interface LineStyle extends ReturnType<typeof seriesStyle> {
  readonly percent: boolean;
  readonly bytes: boolean;
  readonly showlegend: boolean;
}

function trace(line: ColoredSeries, style: LineStyle): PlotlyPart {
  const { percent, bytes, showlegend, dash, symbol } = style;
  checkLength(line, 'y', line.y);
  const name = plainText(line.name);
  const value = percent ? '%{y:.2%}' : '%{y:.4~f}';
  const place = bytes ? hoveredBytes : '%{x}';
  return {
    type: 'scatter',
    mode: line.x.length > 40 ? 'lines' : 'lines+markers',
    name,
    legendgroup: name,
    showlegend,
    x: line.x,
    y: line.y.map((y) => (Number.isFinite(y) ? y : null)),
    line: { color: line.color, width: 2, dash: line.dashed ? 'dash' : dash },
    marker: { color: line.color, size: 6, ...(symbol !== 'circle' && { symbol }) },
    hovertemplate: `${name}<br>${place}: ${value}<extra></extra>`,
  };
}

/** Ticks at whole numbers if all values are whole, such as rounds; else Plotly's own. */
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
