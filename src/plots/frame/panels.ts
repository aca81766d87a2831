import { wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import type { Figure, PlotlyPart } from './figure';
import { colors, fontFamily, plainText, sizes } from './theme';

/**
 * One pair of axes with what is drawn on it. Its traces and images name no axes: `arrange` gives
 * each panel its own.
 */
export interface Panel {
  readonly title?: string;
  readonly traces: readonly PlotlyPart[];
  /** Images in the axes' units; see `layout.images` in Plotly's reference. */
  readonly images?: readonly PlotlyPart[];
  readonly x: PlotlyPart;
  readonly y: PlotlyPart;
}

/** How panels are arranged; lengths in CSS pixels. */
export interface Arrangement {
  readonly title: string;
  /** Panels per row; default: all in one. */
  readonly columns?: number;
  /** Width of the whole figure; default 760. */
  readonly width?: number;
  /** Height of one panel's axes; default 260. */
  readonly panelHeight?: number;
  /** Around all panels, for tick labels and axis titles; default left 66, right 16, bottom 52. */
  readonly left?: number;
  readonly right?: number;
  readonly bottom?: number;
  /** Between two columns; default 64. */
  readonly columnGap?: number;
  /** Between two rows, in addition to a panel's title; default 36. */
  readonly rowGap?: number;
  /** Between the title and the panels, in addition to a panel's title; default 0. */
  readonly above?: number;
  /**
   * Whether there is a legend below the title; by default if more than one trace has a legend
   * entry.
   */
  readonly legend?: boolean;
  /** Lines of text in the legend; default 1. */
  readonly legendLines?: number;
}

/**
 * Heights of the figure's title, of the legend's first and further lines, and of a panel's title.
 */
const titleLine = 40;
const legendLine = 28;
const nextLegendLine = 22;
const panelTitleLine = 22;

const margins = { left: 66, right: 16 } as const;

/** The width of each panel of a figure of the usual width and margins, in CSS pixels. */
export function panelWidth(columns = 1, columnGap = 0): number {
  return (sizes.width - margins.left - margins.right - (columns - 1) * columnGap) / columns;
}

/** Arranges panels, row by row from the top left, in one figure of fixed size. */
export function arrange(panels: readonly Panel[], arrangement: Arrangement): Figure {
  if (panels.length === 0) throw new ArgumentError('panels', 'hold at least one', panels);
  const { title, columns = panels.length, width = sizes.width } = arrangement;
  const { panelHeight = sizes.panelHeight, bottom = 52 } = arrangement;
  const { left = margins.left, right = margins.right } = arrangement;
  const { columnGap = 64, rowGap = 36, above = 0 } = arrangement;
  wholeNumber('columns', columns, 1);
  const { legend = entries(panels) > 1, legendLines = 1 } = arrangement;
  const rows = Math.ceil(panels.length / columns);
  const caption = panels.some((panel) => panel.title !== undefined) ? panelTitleLine : 0;
  const top =
    titleLine + (legend ? legendLine + (legendLines - 1) * nextLegendLine : 0) + caption + above;
  const gap = rowGap + caption;
  const innerWidth = width - left - right;
  const innerHeight = rows * panelHeight + (rows - 1) * gap;
  const panelWidth = (innerWidth - (columns - 1) * columnGap) / columns;
  const height = top + innerHeight + bottom;

  const data: PlotlyPart[] = [];
  const images: PlotlyPart[] = [];
  const annotations: PlotlyPart[] = [];
  const axes: Record<string, PlotlyPart> = {};
  panels.forEach((panel, index) => {
    const suffix = index === 0 ? '' : `${index + 1}`;
    const x0 = ((index % columns) * (panelWidth + columnGap)) / innerWidth;
    const y1 = 1 - (Math.floor(index / columns) * (panelHeight + gap)) / innerHeight;
    const domainX = [x0, Math.min(1, x0 + panelWidth / innerWidth)];
    const domainY = [Math.max(0, y1 - panelHeight / innerHeight), y1];
    axes[`xaxis${suffix}`] = { ...panel.x, domain: domainX, anchor: `y${suffix}` };
    axes[`yaxis${suffix}`] = { ...panel.y, domain: domainY, anchor: `x${suffix}` };
    for (const trace of panel.traces) {
      data.push({ ...trace, xaxis: `x${suffix}`, yaxis: `y${suffix}` });
    }
    for (const image of panel.images ?? []) {
      images.push({ ...image, xref: `x${suffix}`, yref: `y${suffix}` });
    }
    if (panel.title !== undefined) {
      annotations.push(panelTitle(panel.title, x0, y1, above));
    }
  });
  return {
    data,
    layout: {
      width,
      height,
      title: {
        text: plainText(title),
        x: 0,
        xref: 'container',
        xanchor: 'left',
        y: 1,
        yref: 'container',
        yanchor: 'top',
        pad: { l: sizes.pad, t: sizes.pad },
        font: { size: sizes.title },
        automargin: false,
      },
      font: { family: fontFamily, size: sizes.text, color: colors.text },
      paper_bgcolor: colors.paper,
      plot_bgcolor: colors.paper,
      margin: { l: left, r: right, t: top, b: bottom, pad: 0, autoexpand: false },
      showlegend: legend,
      legend: {
        orientation: 'h',
        x: 0,
        xanchor: 'left',
        y: 1 + (top - titleLine) / innerHeight,
        yanchor: 'top',
        ...(legendLines > 1 && { tracegroupgap: 0 }),
      },
      hovermode: 'closest',
      ...axes,
      ...(images.length ? { images } : {}),
      ...(annotations.length ? { annotations } : {}),
    },
    config: { displaylogo: false, responsive: false },
  };
}

/** How many entries the legend would have. */
function entries(panels: readonly Panel[]): number {
  const traces = panels.flatMap((panel) => panel.traces);
  return traces.filter((trace) => 'name' in trace && trace.showlegend !== false).length;
}

/** A panel's title: on the left, above its axes. */
function panelTitle(text: string, x: number, y: number, above: number): PlotlyPart {
  return {
    text: plainText(text),
    x,
    xref: 'paper',
    xanchor: 'left',
    y,
    yref: 'paper',
    yanchor: 'bottom',
    yshift: above + 2,
    showarrow: false,
    font: { size: sizes.panelTitle },
  };
}
