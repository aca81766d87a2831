import { ArgumentError } from '../../core/errors';
import { nameWidth } from '../frame/classTicks';
import type { Figure, PlotlyPart } from '../frame/figure';
import { arrange } from '../frame/panels';
import { axis, colors, plainText, sequentialScale, sizes } from '../frame/theme';

/** Options of {@link scoreMatrix}. */
export interface ScoreMatrixOptions {
  readonly title: string;
  /** What the rows are, such as `attack`. */
  readonly yTitle: string;
  /** What the columns are, such as `defense`. */
  readonly xTitle: string;
  /** What the cells hold, such as `test accuracy`. */
  readonly valueTitle: string;
  /** Cells below this value get a frame; default: none does. */
  readonly bound?: number;
  /** Values of no color and of the full color; default from 0 to 1. */
  readonly range?: readonly [number, number];
  /** Whether values are fractions, written as percentages; default true. */
  readonly percent?: boolean;
}

const rowHeight = 34;
const right = 92;
const widestCell = 96;
/** In narrower cells, the columns' names are written smaller. */
const narrowCell = 64;

/**
 * A score for each pair of a row and a column, such as the accuracy of each defense under each
 * attack: written in its cell, which is colored by it. A cell of null is empty: the pair was not
 * run.
 *
 * ```ts
 * await fl.show(fl.plots.scoreMatrix(
 *   { rows: ['none', 'sign flip'], columns: ['mean', 'median'], values: [[0.98, 0.98], [0.1, 0.97]] },
 *   { title: 'Attack by defense', yTitle: 'attack', xTitle: 'defense', valueTitle: 'test accuracy' },
 * ));
 * ```
 */
export function scoreMatrix(
  scores: {
    readonly rows: readonly string[];
    readonly columns: readonly string[];
    /** A list for each row, with a number or null for each column. */
    readonly values: readonly (readonly (number | null)[])[];
  },
  options: ScoreMatrixOptions,
): Figure {
  const { rows, columns, values } = scores;
  const { range = [0, 1], percent = true, bound } = options;
  if (rows.length === 0) throw new ArgumentError('rows', 'hold at least one name', rows);
  if (columns.length === 0) throw new ArgumentError('columns', 'hold at least one name', columns);
  const sized =
    values.length === rows.length && values.every((row) => row.length === columns.length);
  if (!sized) {
    const rule = `hold ${rows.length} lists of ${columns.length}`;
    throw new ArgumentError(
      'values',
      rule,
      values.map(({ length }) => length),
    );
  }
  const left = 44 + nameWidth(rows);
  const side = Math.min(sizes.width - left - right, widestCell * columns.length);
  const width = side / columns.length;
  const narrow = width < narrowCell;
  const letters = Math.floor((width - 2) / (narrow ? 5.4 : 6.6));
  const lines = columns.map((name) => wrapped(name, Math.max(1, letters)));
  const tall = Math.max(...lines.map(({ length }) => length));
  const named = (names: readonly string[]): PlotlyPart => ({
    tickvals: names.map((_, index) => index),
    ticktext: names,
    tickangle: 0,
    showgrid: false,
    ticks: '',
  });
  const below = bound === undefined ? [] : cellsBelow(values, bound);
  return arrange(
    [
      {
        traces: [
          heatmap(scores, { range, percent, title: options.valueTitle }),
          ...missing(values),
          ...(below.length > 0 ? [frames(below, `below ${valueText(bound!, percent)}`)] : []),
        ],
        x: axis(options.xTitle, {
          ...named(lines.map((parts) => parts.map(plainText).join('<br>'))),
          range: [-0.5, columns.length - 0.5],
          tickfont: { size: narrow ? 10 : sizes.text },
        }),
        y: axis(options.yTitle, {
          ...named(rows.map(plainText)),
          range: [rows.length - 0.5, -0.5],
        }),
      },
    ],
    {
      title: options.title,
      width: left + side + right,
      left,
      right,
      bottom: 52 + (tall - 1) * 15,
      panelHeight: rowHeight * rows.length,
      legend: below.length > 0,
      above: below.length > 0 ? 6 : 0,
    },
  );
}

function heatmap(
  { rows, columns, values }: Parameters<typeof scoreMatrix>[0],
  style: {
    readonly range: readonly [number, number];
    readonly percent: boolean;
    readonly title: string;
  },
): PlotlyPart {
  const { range, percent, title } = style;
  const known = (value: number | null): value is number => Number.isFinite(value);
  return {
    type: 'heatmap',
    x: columns.map((_, index) => index),
    y: rows.map((_, index) => index),
    z: values.map((row) => row.map((value) => (known(value) ? value : null))),
    zmin: range[0],
    zmax: range[1],
    colorscale: sequentialScale,
    showlegend: false,
    xgap: 1,
    ygap: 1,
    text: values.map((row) => row.map((value) => (known(value) ? valueText(value, percent) : ''))),
    texttemplate: '%{text}',
    customdata: rows.map((row) =>
      columns.map((column) => `${plainText(row)}, ${plainText(column)}`),
    ),
    hovertemplate: '%{customdata}: %{text}<extra></extra>',
    hoverongaps: false,
    colorbar: {
      title: { text: plainText(title), side: 'right', font: { size: sizes.text } },
      ...(percent && { tickformat: '.0%' }),
      nticks: 5,
      thickness: 12,
      len: 1,
      outlinewidth: 0,
    },
  };
}

/** `91.3` for percentages: the color scale names the unit. */
function valueText(value: number, percent: boolean): string {
  return percent ? `${(100 * value).toFixed(1)} %` : Number(value.toPrecision(3)).toString();
}

function cellsBelow(
  values: readonly (readonly (number | null)[])[],
  bound: number,
): (readonly [x: number, y: number])[] {
  return values.flatMap((row, y) =>
    row.flatMap((value, x) => (value !== null && value < bound ? [[x, y] as const] : [])),
  );
}

/** A dash in each empty cell. */
function missing(values: readonly (readonly (number | null)[])[]): PlotlyPart[] {
  const cells = values.flatMap((row, y) =>
    row.flatMap((value, x) => (Number.isFinite(value) ? [] : [{ x, y }])),
  );
  if (cells.length === 0) return [];
  return [
    {
      type: 'scatter',
      mode: 'text',
      x: cells.map(({ x }) => x),
      y: cells.map(({ y }) => y),
      text: cells.map(() => '–'),
      textfont: { color: colors.faint },
      showlegend: false,
      hoverinfo: 'skip',
    },
  ];
}

/** Frames around cells, as one line with gaps. */
function frames(cells: readonly (readonly [x: number, y: number])[], name: string): PlotlyPart {
  const half = 0.46;
  const [across, down] = [
    [-half, half, half, -half, -half],
    [-half, -half, half, half, -half],
  ];
  return {
    type: 'scatter',
    mode: 'lines',
    name,
    x: cells.flatMap(([x]) => [...across.map((step) => x + step), null]),
    y: cells.flatMap(([, y]) => [...down.map((step) => y + step), null]),
    line: { color: colors.wrong, width: 2 },
    hoverinfo: 'skip',
  };
}

/** A name in lines of at most so many letters, if its words allow it; hyphens may end a line. */
function wrapped(name: string, most: number): string[] {
  const words = name.split(/(?<=[ -])/);
  return words
    .reduce<string[]>((lines, word) => {
      const last = lines.at(-1);
      if (last === undefined || (last + word).trimEnd().length > most) return [...lines, word];
      return [...lines.slice(0, -1), last + word];
    }, [])
    .map((line) => line.trimEnd());
}
