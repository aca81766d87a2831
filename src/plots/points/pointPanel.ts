import { ArgumentError } from '../../core/errors';
import { byteAxis, hoveredBytes } from '../frame/byteAxis';
import type { PlotlyPart } from '../frame/figure';
import type { Panel } from '../frame/panels';
import { axis, colors, plainText, seriesColor, seriesStyle, sizes } from '../frame/theme';
import { type LabelPlace, labelPlaces } from './labelPlaces';

/** One point of a scatter plot. One whose x or y is not finite is not drawn. */
export interface ScatterPoint {
  readonly x: number;
  readonly y: number;
  /** Shown when the pointer is on the point, and beside it if labels are drawn. */
  readonly name?: string;
  /** Half the length of a bar through the point along y, such as a standard deviation. */
  readonly spread?: number;
}

/** Points with one color and symbol. */
export interface PointGroup {
  readonly name: string;
  readonly points: readonly ScatterPoint[];
  /** Default: the palette's colors in turn. */
  readonly color?: string;
  /** A symbol's name in Plotly; default: a circle. */
  readonly symbol?: string;
}

/** What the axes of a scatter plot are, and whether its points are named. */
export interface PointAxes {
  readonly xTitle: string;
  readonly yTitle: string;
  /** First and last x that are shown; default: the points' own. */
  readonly xRange?: readonly [number, number];
  /** First and last y that are shown; default: the points' own. */
  readonly yRange?: readonly [number, number];
  /** Whether y is a fraction, shown as a percentage; default false. */
  readonly percent?: boolean;
  /** Whether x is a number of bytes, on a logarithmic scale; default false. */
  readonly bytes?: boolean;
  /** Whether the points' names stand beside them; default false. */
  readonly labels?: boolean;
}

/** How a panel of points is drawn among others: its size in pixels, and whether its groups are in the legend. */
interface PointPlace {
  readonly width: number;
  readonly height: number;
  readonly legend: boolean;
}

type Range = readonly [number, number];

/** A panel with points, to be arranged with others. */
export function pointPanel(
  groups: readonly PointGroup[],
  axes: PointAxes,
  { width, height, legend }: PointPlace,
): Panel {
  const { xTitle, yTitle, percent = false, bytes = false, labels = false } = axes;
  const drawn = groups.map(({ points, ...group }) => ({
    ...group,
    points: points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)),
  }));
  const points = drawn.flatMap((group) => group.points);
  points.forEach(({ spread = 0 }) => {
    if (!(spread >= 0)) throw new ArgumentError('spread', 'be >= 0', spread);
  });
  const x: PlotlyPart = bytes
    ? byteAxis(xTitle, axes.xRange ?? points.map((point) => point.x))
    : axis(xTitle, { range: axes.xRange ?? padded(points.map((point) => point.x)), nticks: 7 });
  const ends = points.flatMap(({ y, spread = 0 }) => [y - spread, y + spread]);
  const y = axis(yTitle, {
    range: axes.yRange ?? padded(ends),
    nticks: 7,
    ...(percent && { tickformat: percentFormat(axes.yRange ?? padded(ends)) }),
  });
  const along = (value: number): number => (bytes ? Math.log10(value) : value);
  const place = (value: number, [low, high]: Range, length: number): number =>
    ((value - low) / (high - low)) * length;
  const places = labels
    ? labelPlaces(
        points.map((point) => ({
          x: place(along(point.x), x.range as Range, width),
          y: height - place(point.y, y.range as Range, height),
          text: point.name ?? '',
          bar: ((point.spread ?? 0) / ((y.range as Range)[1] - (y.range as Range)[0])) * height,
        })),
        { width, height },
      )
    : [];
  let before = 0;
  const traces = drawn.map((group, index) => {
    const own = places.slice(before, (before += group.points.length));
    return trace(group, index, { percent, bytes, legend, places: labels ? own : undefined });
  });
  return { traces, x, y };
}

/** Percentages with a decimal where the axis covers only a few points. */
function percentFormat([low, high]: Range): string {
  return high - low < 0.06 ? '.1%' : '.0%';
}

/** From the smallest to the largest value, with room at both ends. */
function padded(values: readonly number[]): Range {
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = high > low ? 0.07 * (high - low) : 0.1 * Math.abs(high) || 1;
  return [low - room, high + room];
}

interface TraceStyle {
  readonly percent: boolean;
  readonly bytes: boolean;
  readonly legend: boolean;
  readonly places: readonly LabelPlace[] | undefined;
}

function trace(
  group: PointGroup,
  index: number,
  { percent, bytes, legend, places }: TraceStyle,
): PlotlyPart {
  const { points, color = seriesColor(index), symbol = seriesStyle(index).symbol } = group;
  const name = plainText(group.name);
  const value = percent ? '%{y:.2%}' : '%{y:.4~f}';
  const names = points.map((point) => plainText(point.name ?? group.name));
  return {
    type: 'scatter',
    mode: places ? 'markers+text' : 'markers',
    name,
    legendgroup: name,
    showlegend: legend,
    x: points.map((point) => point.x),
    y: points.map((point) => point.y),
    ...(points.some(({ spread }) => spread !== undefined) && {
      error_y: {
        type: 'data',
        array: points.map(({ spread = 0 }) => spread),
        color,
        thickness: 1.5,
        width: 4,
      },
    }),
    marker: { color, symbol, size: 9, line: { color, width: symbol.includes('open') ? 2 : 0 } },
    customdata: names,
    ...(places && {
      text: names,
      textposition: places,
      textfont: { size: sizes.text, color: colors.text },
    }),
    hovertemplate: `%{customdata}<br>${bytes ? hoveredBytes : '%{x:.4~f}'}: ${value}<extra></extra>`,
  };
}
