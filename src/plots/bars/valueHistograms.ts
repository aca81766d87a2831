import { wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import type { Figure, PlotlyPart } from '../frame/figure';
import { arrange, type Panel } from '../frame/panels';
import { axis, colors, palette, plainText, seriesColor } from '../frame/theme';
import { type ValueRange, binCounts, rangeOf, widened } from './valueBins';

/** Numbers such as an update's, with their name in a figure. */
export interface NamedValues {
  readonly name: string;
  /** At least one, finite. */
  readonly values: ArrayLike<number>;
  /** Values that a quantized number can have, drawn as vertical lines; default: none. */
  readonly levels?: readonly number[];
}

/** Options of {@link valueHistograms}. */
export interface ValueHistogramsOptions {
  readonly title: string;
  /** What the values are; default `value`. */
  readonly xTitle?: string;
  /** Panels per row; default: as many as there are, at most 3. */
  readonly columns?: number;
  /** Bars a panel; default 60. */
  readonly bars?: number;
  /** Whether all panels show the same values, or each its own; default own. */
  readonly scale?: 'shared' | 'own';
  /** Whether all groups are outlines in one panel; default false: each has its panel. */
  readonly overlaid?: boolean;
}

const columnGap = 32;

/** Where the axis of counts begins: below 1, so that a bar of one number is visible, and above 0. */
const least = 0.5;

/**
 * How numbers are distributed: a histogram for each group of them, side by side, with counts on a
 * logarithmic scale, as few large values among many small ones need it. Levels of a quantization are
 * vertical lines.
 *
 * ```ts
 * const levels = Array.from({ length: 16 }, (_, i) => low + (i * (high - low)) / 15);
 * await fl.show(fl.plots.valueHistograms([{ name: 'dense', values: update, levels }], {
 *   title: 'What is in an update',
 * }));
 * ```
 *
 * @param groups at least one
 */
export function valueHistograms(
  groups: readonly NamedValues[],
  options: ValueHistogramsOptions,
): Figure {
  if (groups.length === 0) throw new ArgumentError('groups', 'hold at least one', groups);
  const { title, bars = 60, overlaid = false, xTitle = 'value' } = options;
  wholeNumber('bars', bars, 1);
  const own = groups.map(({ name, values }) => rangeOf(name, values));
  const all: ValueRange = [
    Math.min(...own.map(([low]) => low)),
    Math.max(...own.map(([, high]) => high)),
  ];
  const counted = groups.map((group, index): CountedValues => {
    const range = widened(overlaid || options.scale === 'shared' ? all : own[index]);
    return { ...group, range, counts: binCounts(group.values, range, bars) };
  });
  const shown = overlaid ? [counted] : counted.map((group) => [group]);
  const { columns = Math.min(3, shown.length) } = options;
  wholeNumber('columns', columns, 1);
  const most = Math.max(...counted.flatMap(({ counts }) => [...counts]));
  const countRange = [Math.log10(least), Math.log10(most) + 0.15] as const;
  const first = counted.find(({ levels = [] }) => levels.length > 0);
  const panels = shown.map((members, index): Panel => {
    const atLeft = index % columns === 0;
    const [low, high] = members[0].range;
    const room = 0.02 * (high - low);
    return {
      ...(shown.length > 1 && { title: members[0].name }),
      traces: [
        ...members.map((group, k) => (overlaid ? outline(group, seriesColor(k)) : barsOf(group))),
        ...members
          .filter(({ levels = [] }) => levels.length > 0)
          .map((group) => levelLines(group.levels!, countRange, group === first)),
      ],
      x: axis(index + columns >= shown.length ? xTitle : '', {
        range: [low - room, high + room],
        nticks: shown.length > 1 ? 5 : 9,
        showgrid: false,
      }),
      y: axis(atLeft ? 'numbers' : '', {
        type: 'log',
        range: countRange,
        dtick: 1,
        tickformat: '~s',
        showticklabels: atLeft,
      }),
    };
  });
  const figure = arrange(panels, {
    title,
    columns,
    columnGap,
    panelHeight: shown.length > 1 ? 180 : 260,
    legend: overlaid || first !== undefined,
  });
  return { ...figure, layout: { ...figure.layout, bargap: 0 } };
}

interface CountedValues extends NamedValues {
  readonly range: ValueRange;
  readonly counts: Uint32Array;
}

/** The bins' middles and what is told of them. */
function bins({ counts, range: [low, high] }: CountedValues): PlotlyPart {
  const width = (high - low) / counts.length;
  const edge = (bin: number): string => Number((low + bin * width).toPrecision(3)).toString();
  return {
    x: Array.from(counts, (_, bin) => low + (bin + 0.5) * width),
    text: Array.from(counts, String),
    customdata: Array.from(counts, (_, bin) => `${edge(bin)} to ${edge(bin + 1)}`),
    hovertemplate: '%{customdata}: %{text}<extra></extra>',
  };
}

function barsOf(group: CountedValues): PlotlyPart {
  return {
    type: 'bar',
    name: plainText(group.name),
    showlegend: false,
    ...bins(group),
    y: Array.from(group.counts, (count) => (count > 0 ? count : null)),
    textposition: 'none',
    marker: { color: palette[0], line: { width: 0 } },
  };
}

/** An outline of bars; where there is none it runs along the axis. */
function outline(group: CountedValues, color: string): PlotlyPart {
  return {
    type: 'scatter',
    mode: 'lines',
    name: plainText(group.name),
    ...bins(group),
    y: Array.from(group.counts, (count) => (count > 0 ? count : least)),
    line: { color, width: 2, shape: 'hvh' },
  };
}

/** Vertical lines through the whole panel, as one line with gaps. */
function levelLines(
  levels: readonly number[],
  [low, high]: readonly [number, number],
  showlegend: boolean,
): PlotlyPart {
  return {
    type: 'scatter',
    mode: 'lines',
    name: 'levels',
    legendgroup: 'levels',
    showlegend,
    x: levels.flatMap((level) => [level, level, null]),
    y: levels.flatMap(() => [10 ** low, 10 ** high, null]),
    line: { color: colors.wrong, width: 1 },
    hoverinfo: 'skip',
  };
}
