import type { Figure } from '../../../plots/frame/figure';
import { chartHtml } from '../../chart';
import { fragment } from './html';

/** What the script of the book's charts offers. */
interface BookCharts {
  /** Draws a chart as soon as it is in sight. */
  add(figure: HTMLElement): void;
  /** Draws a chart whose data has changed. */
  update(figure: HTMLElement): void;
  plotly(): Promise<{
    toImage(figure: object, options: object): Promise<string>;
  }>;
}

declare global {
  var bookCharts: BookCharts;
}

/** A chart in the page, as the book shows those that were stored with the chapter. */
export function chart(figure: Figure, words: string, number: string | undefined): HTMLElement {
  const svg = '<svg style=""></svg>';
  const made = fragment(chartHtml({ figure, svg, text: words }, number));
  const shown = made.firstElementChild as HTMLElement;
  bookCharts.add(shown);
  return shown;
}

/** The same chart with other data. */
export function updateChart(shown: HTMLElement, figure: Figure, words: string): void {
  const next = fragment(chartHtml({ figure, svg: '<svg style=""></svg>', text: words }, undefined));
  shown.querySelector('.chart-data')!.replaceWith(next.querySelector('.chart-data')!);
  bookCharts.update(shown);
}

/** A figure as an SVG picture. */
export async function drawSvg(json: string): Promise<string> {
  const { data, layout } = JSON.parse(json) as Figure;
  const { width, height } = layout;
  const plotly = await bookCharts.plotly();
  const options = { format: 'svg', width, height, imageDataOnly: true };
  return plotly.toImage({ data, layout, config: { staticPlot: true } }, options);
}
