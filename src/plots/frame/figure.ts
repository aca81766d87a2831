/** One trace, axis, image or annotation in Plotly's own terms (plotly.com/javascript/reference). */
export type PlotlyPart = Readonly<Record<string, unknown>>;

/** A figure's layout: its size, and any of Plotly's own attributes. */
export interface FigureLayout extends PlotlyPart {
  /** CSS pixels. */
  readonly width: number;
  /** CSS pixels. */
  readonly height: number;
}

/**
 * A chart as plain JSON data: what `Plotly.newPlot` takes, what a notebook's
 * `application/vnd.plotly.v1+json` output holds, and what `renderSvg` draws without a browser.
 */
export interface Figure {
  readonly data: readonly PlotlyPart[];
  readonly layout: FigureLayout;
  readonly config: PlotlyPart;
}
