/** One trace, axis, image or annotation in Plotly's own terms (plotly.com/javascript/reference). */
export type PlotlyPart = Readonly<Record<string, unknown>>;

/** What Plotly needs to know about the page; its parts beyond these are Plotly's own. */
export interface FigureLayout extends PlotlyPart {
  /** CSS pixels. */
  readonly width: number;
  /** CSS pixels. */
  readonly height: number;
}

/**
 * A chart as plain data, which JSON can hold: what `Plotly.newPlot` takes, what a notebook's
 * `application/vnd.plotly.v1+json` output holds, and what `renderSvg` draws without a browser.
 */
export interface Figure {
  readonly data: readonly PlotlyPart[];
  readonly layout: FigureLayout;
  readonly config: PlotlyPart;
}
