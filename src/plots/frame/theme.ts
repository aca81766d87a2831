import type { PlotlyPart } from './figure';

/**
 * Colors that color-blind people can tell apart (Okabe and Ito 2008, "Color universal design"), in
 * the order in which series use them.
 */
export const palette = [
  '#0072B2', // blue
  '#D55E00', // vermilion
  '#009E73', // bluish green
  '#CC79A7', // reddish purple
  '#E69F00', // orange
  '#56B4E9', // sky blue
  '#000000', // black
] as const;

/** Colors with a meaning. */
export const colors = {
  train: palette[0],
  heldOut: palette[1],
  wrong: palette[1],
  text: '#222222',
  faint: '#6B6B6B',
  grid: '#E4E4E4',
  axis: '#9A9A9A',
  paper: '#FFFFFF',
} as const;

/** White to the palette's blue, for fractions from 0 to 1. */
export const sequentialScale = [
  [0, colors.paper],
  [1, palette[0]],
] as const;

/** Sizes in CSS pixels. A figure is as wide as a notebook's column. */
export const sizes = {
  width: 760,
  panelHeight: 260,
  title: 16,
  panelTitle: 13,
  text: 12,
  /** From the figure's edge to its title, and between lines of text. */
  pad: 12,
} as const;

/** A font that every system has, under one of three names, with the same widths. */
export const fontFamily = 'Helvetica, Arial, Liberation Sans, sans-serif';

/** The color of the `index`-th series. */
export function seriesColor(index: number): string {
  return palette[index % palette.length];
}

/**
 * The dashes and the point symbol of the `index`-th series: other ones for each time that the
 * palette's colors are used again.
 */
export function seriesStyle(index: number): { readonly dash: string; readonly symbol: string } {
  const styles = [
    { dash: 'solid', symbol: 'circle' },
    { dash: 'dot', symbol: 'square-open' },
    { dash: 'dashdot', symbol: 'diamond' },
  ];
  return styles[Math.floor(index / palette.length) % styles.length];
}

/** An axis in this library's style; `overrides` are Plotly's own attributes. */
export function axis(title: string, overrides: PlotlyPart = {}): PlotlyPart {
  return {
    title: { text: title, standoff: 8, font: { size: sizes.text } },
    automargin: false,
    showline: true,
    linecolor: colors.axis,
    gridcolor: colors.grid,
    zeroline: false,
    ticks: 'outside',
    ticklen: 4,
    tickcolor: colors.axis,
    ...overrides,
  };
}

/** An axis that is not drawn, over `range`. */
export function bareAxis(range: readonly [number, number], overrides: PlotlyPart = {}): PlotlyPart {
  return {
    range,
    automargin: false,
    showline: false,
    showgrid: false,
    zeroline: false,
    ticks: '',
    showticklabels: false,
    ...overrides,
  };
}

/** Escapes text: Plotly would read `<b>` in a client's name as bold type and `&amp;` as `&`. */
export function plainText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
