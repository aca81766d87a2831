import { createHash } from '../platform/hashing';
import { writeFileAtomic } from '../core/files';
import { Rng } from '../core/rng';
import type { Figure } from '../plots/frame/figure';
import { frontEnd } from './display';
import { figureJson } from './figureJson';
import { openPlotlyPage, type PlotlyWindow } from './plotlyPage';

let page: Promise<PlotlyWindow> | undefined;
let queue: Promise<unknown> = Promise.resolve();

/**
 * The figure as an SVG picture of `layout.width × layout.height` CSS pixels, drawn by Plotly
 * without a browser, or by the page in which this code runs. The same figure gives the same bytes; ids in the picture are unique to the
 * figure, so that one page can hold several pictures. The first call loads Plotly (about a second).
 *
 * Supports everything that Plotly draws as SVG, and heatmaps with gaps between their cells, but not
 * 3-d and other WebGL traces.
 *
 * ```ts
 * const svg = await fl.notebook.renderSvg(fl.plots.clientSizes(digits, { title: 'Sizes' }));
 * ```
 */
export async function renderSvg(figure: Figure): Promise<string> {
  const own = frontEnd();
  if (own) return tidy(await own.drawSvg(figureJson(figure)));
  const drawn = queue.then(async () => draw(await (page ??= openPlotlyPage()), figure));
  queue = drawn.catch(() => undefined);
  return drawn;
}

/**
 * Writes `renderSvg(figure)` to a file, which appears only when complete.
 *
 * ```ts
 * await fl.notebook.saveSvg(figure, 'sizes.svg');
 * ```
 */
export async function saveSvg(figure: Figure, file: string): Promise<void> {
  writeFileAtomic(file, await renderSvg(figure));
}

async function draw(window: PlotlyWindow, figure: Figure): Promise<string> {
  const { width, height } = figure.layout;
  const json = figureJson(figure);
  // Plotly names clip paths at random, through this page's Math.random.
  const seed = Number.parseInt(createHash('sha256').update(json).digest('hex').slice(0, 12), 16);
  const rng = Rng.fromSeed(seed);
  (window as unknown as { Math: Math }).Math.random = () => rng.uniform();
  // Parsed in the page, so that the objects belong to the page's realm.
  const { data, layout } = window.JSON.parse(json) as Figure;
  const options = { format: 'svg', width, height, imageDataOnly: true };
  try {
    return tidy(
      await window.Plotly.toImage({ data, layout, config: { staticPlot: true } }, options),
    );
  } finally {
    // Plotly leaves the element of a figure that it refuses.
    for (const element of window.document.querySelectorAll('body > div')) {
      window.Plotly.purge(element);
      element.remove();
    }
  }
}

/**
 * Makes Plotly's SVG self-contained and small: references within the picture, the font named once,
 * coordinates to a thousandth of a pixel, nothing invisible or empty.
 */
function tidy(svg: string): string {
  const font = /font-family: [^;"]*;/.exec(svg)?.[0] ?? '';
  return (
    svg
      .replaceAll(/url\((?:&quot;|["'])?[^#)]*#([^)"'&]+)(?:&quot;|["'])?\)/g, 'url(#$1)')
      .replaceAll(/<path class="point"[^>]*opacity: 0;[^>]*\/>/g, '')
      // A legend that does not scroll needs no clipping, which cuts words where a font is wider.
      .replaceAll(
        /<clipPath id="legend[^"]*">.*?<\/clipPath>| clip-path="url\(#legend[^)]*\)"/g,
        '',
      )
      .replaceAll(/<g(?: class="[^"]*")?(?:\/>|><\/g>)/g, '')
      .replaceAll(/<[^<>]+>/g, (tag) => tag.replaceAll(/(\.\d{3})\d+/g, '$1'))
      .replaceAll(`${font} `, '')
      .replaceAll('fill-opacity: 1;', '')
      .replace('style=""', `style="${font}"`)
  );
}
