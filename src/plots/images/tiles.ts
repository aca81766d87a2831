import { ArgumentError } from '../../core/errors';
import type { ImageShape } from '../../data/dataset';
import { encodePng, pngDataUri, tile } from '../../data/png';
import { nameWidth } from '../frame/classTicks';
import type { Figure, PlotlyPart } from '../frame/figure';
import { arrange } from '../frame/panels';
import { bareAxis, colors, plainText, sizes } from '../frame/theme';

/** One image of a grid. */
export interface Tile {
  /** Bytes `[height, width, channels]`; `undefined` leaves the place blank. */
  readonly image: Uint8Array | undefined;
  /** Text below the image; lines are separated by `\n`. */
  readonly caption?: string;
  readonly captionColor?: string;
  /** Shown when the pointer is on the image. */
  readonly hover?: string;
}

export interface TileGrid {
  readonly title: string;
  readonly tiles: readonly Tile[];
  readonly shape: ImageShape;
  readonly columns: number;
  /** One name per row, at its left. */
  readonly rowNames?: readonly string[];
  /** One name per column, above it. */
  readonly columnNames?: readonly string[];
}

const gap = 3;
const captionSize = 11;
const lineHeight = 14;

/**
 * A grid of images: one PNG for all of them, shown at a whole multiple of its size so that pixels
 * stay sharp, at most as wide as a notebook, with captions as text.
 */
export function tileFigure({
  title,
  tiles,
  shape,
  columns,
  rowNames,
  columnNames,
}: TileGrid): Figure {
  if (tiles.length === 0) throw new ArgumentError('tiles', 'hold at least one image', tiles);
  const [height, width] = shape;
  const left = rowNames ? 24 + nameWidth(rowNames) : 16;
  const scale = Math.min(
    3,
    Math.max(1, Math.floor((sizes.width - left - 16) / columns / (width + gap))),
  );
  const lines = Math.max(...tiles.map(({ caption }) => caption?.split('\n').length ?? 0));
  const rowGap = lines === 0 ? gap : Math.ceil((lines * lineHeight + (rowNames ? 18 : 10)) / scale);
  const images = tiles.map(({ image }) => image);
  const raster = tile(images, shape, { columns, gap, rowGap });
  const [fullHeight, fullWidth] = raster.shape;
  // If there are too many columns for whole pixels, the images are shown smaller.
  const shown = Math.min(scale, (sizes.width - left - 16) / fullWidth);
  const centerX = (column: number): number => column * (width + gap) + width / 2;
  const centerY = (row: number): number => row * (height + rowGap) + height / 2;

  // The names of columns and rows are no larger than this.
  const tickfont = { size: Math.min(sizes.text, Math.floor(0.8 * width * shown)) };
  const x = bareAxis([0, fullWidth], { ...names(columnNames, centerX), side: 'top', tickfont });
  const y = bareAxis([fullHeight, 0], { ...names(rowNames, centerY), tickfont });
  const points = captions(tiles, (i) => [centerX(i % columns), centerY(Math.floor(i / columns))]);
  const picture = {
    source: pngDataUri(encodePng(raster, { scale })),
    x: 0,
    y: 0,
    xanchor: 'left',
    yanchor: 'top',
    sizex: fullWidth,
    sizey: fullHeight,
    sizing: 'stretch',
    layer: 'below',
  };
  return arrange([{ traces: [{ ...points, ...marker(width * shown) }], images: [picture], x, y }], {
    title,
    width: left + Math.round(fullWidth * shown) + 16,
    panelHeight: Math.round(fullHeight * shown),
    left,
    right: 16,
    bottom: 10,
    above: columnNames ? 16 : 0,
    legend: false,
  });
}

/** Tick labels at the centers of rows or columns. */
function names(
  labels: readonly string[] | undefined,
  center: (index: number) => number,
): PlotlyPart {
  if (!labels) return {};
  return {
    showticklabels: true,
    tickvals: labels.map((_, i) => center(i)),
    ticktext: labels.map(plainText),
    tickangle: 0,
  };
}

/** A trace with one invisible point on each image, which carries the caption and the hover text. */
function captions(tiles: readonly Tile[], center: (index: number) => [number, number]): PlotlyPart {
  const shown = tiles.flatMap((item, i) => (item.image ? [{ ...item, center: center(i) }] : []));
  const lines = (text: string): string => text.split('\n').map(plainText).join('<br>');
  const captioned = shown.some(({ caption }) => caption !== undefined);
  return {
    type: 'scatter',
    mode: captioned ? 'markers+text' : 'markers',
    x: shown.map((item) => item.center[0]),
    y: shown.map((item) => item.center[1]),
    hovertext: shown.map(({ hover = '' }) => lines(hover)),
    hoverinfo: shown.some(({ hover }) => hover !== undefined) ? 'text' : 'skip',
    ...(captioned && {
      text: shown.map(({ caption = '' }) => lines(caption)),
      textposition: 'bottom center',
      textfont: {
        size: captionSize,
        color: shown.map(({ captionColor = colors.text }) => captionColor),
      },
    }),
  };
}

function marker(size: number): PlotlyPart {
  return { marker: { symbol: 'square', size, opacity: 0, color: colors.faint } };
}
