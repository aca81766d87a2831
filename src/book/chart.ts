import { ArgumentError } from '../core/errors';
import { escapeHtml } from '../notebook/table';
import type { Figure } from '../plots/frame/figure';
import { figureTitle } from '../plots/frame/figureTitle';
import { withPageColors } from './chartColors';
import { titleHeight, untitled } from './untitled';

/** A chart as a notebook's output holds it. */
export interface StoredChart {
  readonly figure: Figure;
  /** The picture that Plotly drew without a browser. */
  readonly svg: string;
  /** What the chart shows, in words. */
  readonly text: string;
}

/**
 * A chart for the page: the picture with its description, which is there without JavaScript and in
 * print; the figure's data, from which a script draws the interactive chart; and a caption with a
 * number. The title stands in the caption only.
 *
 * @param number such as `3.2`; a chart that the book does not have has none
 */
export function chartHtml({ figure, svg, text }: StoredChart, number: string | undefined): string {
  const title = figureTitle(figure);
  const crop = titleHeight(figure);
  const { width, height } = figure.layout;
  const data = JSON.stringify(untitled(figure)).replaceAll('<', '\\u003c');
  const heading = `<span class="caption-number">Figure ${number}</span> `;
  const caption = `${number === undefined ? '' : heading}${escapeHtml(title)}`;
  const id = number && ` id="figure-${number.replace('.', '-').toLowerCase()}"`;
  return [
    `<figure class="chart"${id ?? ''}>`,
    `<div class="chart-frame" style="aspect-ratio: ${width} / ${height - crop}; max-width: ${width}px">`,
    picture(svg, { width, height, crop, text }),
    '</div>',
    `<script type="application/json" class="chart-data">${data}</script>`,
    `<figcaption>${caption}</figcaption>`,
    '</figure>',
  ].join('\n');
}

interface PictureOptions {
  readonly width: number;
  readonly height: number;
  /** Pixels of the title at the top, which are cut off. */
  readonly crop: number;
  readonly text: string;
}

function picture(svg: string, { width, height, crop, text }: PictureOptions): string {
  const [, attributes = ''] = /^[^]*?<svg([^>]*)>/.exec(svg) ?? [];
  if (attributes === '') throw new ArgumentError('svg', 'be an SVG picture', svg);
  const style = /style="([^"]*)"/.exec(attributes)?.[1] ?? '';
  const inner = svg
    .slice(svg.indexOf('>', svg.indexOf('<svg')) + 1)
    // The page's own background shows through.
    .replace(/^<rect [^>]*\/>/, '')
    .replace(/<g class="g-gtitle">.*?<\/g>/s, '');
  const start = [
    'class="chart-picture" role="img" xmlns="http://www.w3.org/2000/svg"',
    `xmlns:xlink="http://www.w3.org/1999/xlink" aria-label="${escapeHtml(text)}"`,
    `viewBox="0 ${crop} ${width} ${height - crop}" style="${style}"`,
  ];
  return withPageColors(`<svg ${start.join(' ')}>${inner}`);
}
