import type { LabelTable } from '../../data/partition/labelTable';
import { classColors } from './classColors';
import { barGap, clientTicks } from './clientTicks';
import type { PlotlyPart } from '../frame/figure';
import type { Panel } from '../frame/panels';
import { axis, plainText, sequentialScale, sizes } from '../frame/theme';

/** How each client's labels are drawn, and in what unit. */
export interface LabelStyle {
  /** Stacked bars, or a heatmap with one row per class; default bars. */
  readonly kind?: 'bars' | 'heatmap';
  /** Numbers of examples, or percentages of the client's own examples; default examples. */
  readonly unit?: 'examples' | 'percent';
}

/** A panel's position among others. */
export interface LabelPanelPlace {
  readonly title?: string;
  /** Pixels. */
  readonly width: number;
  /** The largest number of examples on the panels' common scale. */
  readonly top: number;
  /** The total number of clients; the table may hold only the first of them. */
  readonly clients: number;
  /** Whether names and titles are at its left; below it; and whether its legend stands for all. */
  readonly atLeft: boolean;
  /** Whether the bars' scale is at its left. */
  readonly scaled: boolean;
  readonly atBottom: boolean;
  readonly first: boolean;
}

/** Pixels that a class needs in a heatmap to be named. */
const namedRow = 13;

/** The pixels that a heatmap's rows take. */
export function heatmapHeight(classes: number): number {
  return Math.min(380, Math.max(120, 18 * classes));
}

/** The clients' labels as one panel, with the clients side by side. */
export function labelPanel(
  table: LabelTable,
  { kind = 'bars', unit = 'examples' }: LabelStyle,
  place: LabelPanelPlace,
): Panel {
  const { title, width, clients, atBottom } = place;
  const shown = table.clientIds.length;
  const xTitle = shown < clients ? `client (the first ${shown} of ${clients})` : 'client';
  const draw = kind === 'bars' ? bars : heatmap;
  return {
    ...(title !== undefined && { title }),
    ...draw(table, unit === 'percent', place),
    x: axis(atBottom ? xTitle : '', { ...clientTicks(shown, width), showgrid: false }),
  };
}

function bars(
  table: LabelTable,
  percent: boolean,
  { top, atLeft, scaled, first }: LabelPanelPlace,
): Pick<Panel, 'traces' | 'y'> {
  const colors = classColors(table.classNames.length);
  const values = shownValues(table, percent);
  const traces = table.classNames.map((className, label): PlotlyPart => {
    const name = plainText(className);
    return {
      type: 'bar',
      name,
      legendgroup: name,
      showlegend: first,
      x: table.clientIds.map((_, client) => client + 1),
      // Omits the bars of height 0 for classes that a client lacks.
      y: values.map((row) => (row[label] > 0 ? row[label] : null)),
      customdata: hoverTexts(table).map((row) => row[label]),
      hovertemplate: '%{customdata}<extra></extra>',
      marker: { color: colors[label], line: { width: 0 } },
    };
  });
  const range = percent ? { range: [0, 1], tickformat: '.0%' } : { range: [0, 1.05 * top] };
  const y = axis(atLeft ? (percent ? 'share of the examples' : 'examples') : '', {
    ...range,
    nticks: 6,
    showticklabels: scaled,
  });
  return { traces, y };
}

function heatmap(
  table: LabelTable,
  percent: boolean,
  { width, top, atLeft, first }: LabelPanelPlace,
): Pick<Panel, 'traces' | 'y'> {
  const classes = table.classNames.map((_, label) => label);
  const values = shownValues(table, percent);
  const hover = hoverTexts(table);
  // An invisible gap of less than a pixel makes Plotly draw cells, which works everywhere.
  const xgap = barGap(table.clientIds.length, width) > 0 ? 1 : 0.01;
  const every = Math.ceil((namedRow * classes.length) / heatmapHeight(classes.length));
  const named = classes.filter((label) => label % every === 0);
  return {
    traces: [
      {
        type: 'heatmap',
        x: table.clientIds.map((_, client) => client + 1),
        y: classes,
        z: classes.map((label) => values.map((row) => row[label])),
        zmin: 0,
        zmax: percent ? 1 : top,
        colorscale: sequentialScale,
        xgap,
        ygap: 1,
        customdata: classes.map((label) => hover.map((row) => row[label])),
        hovertemplate: '%{customdata}<extra></extra>',
        showscale: first,
        ...(first && { colorbar: colorbar(percent) }),
      },
    ],
    y: axis(atLeft ? 'label' : '', {
      tickvals: named,
      ticktext: named.map((label) => plainText(table.classNames[label])),
      range: [classes.length - 0.5, -0.5],
      showticklabels: atLeft,
      showgrid: false,
      ticks: '',
    }),
  };
}

function colorbar(percent: boolean): PlotlyPart {
  return {
    title: {
      text: percent ? 'share of the client’s examples' : 'examples',
      side: 'right',
      font: { size: sizes.text },
    },
    ...(percent && { tickformat: '.0%' }),
    thickness: 12,
    len: 1,
    outlinewidth: 0,
  };
}

/** The counts per client and class, or their shares of the client's examples. */
function shownValues({ counts }: LabelTable, percent: boolean): number[][] {
  return counts.map((row) => {
    const total = percent ? Math.max(1, sizeOf(row)) : 1;
    return Array.from(row, (count) => count / total);
  });
}

function hoverTexts({ clientIds, classNames, counts }: LabelTable): string[][] {
  return counts.map((row, client) => {
    const size = sizeOf(row);
    return Array.from(row, (count, label) =>
      plainText(`${clientIds[client]}: ${count} of ${size} are ${classNames[label]}`),
    );
  });
}

/** How many examples a client has. */
export function sizeOf(row: Uint32Array): number {
  return row.reduce((sum, count) => sum + count, 0);
}
