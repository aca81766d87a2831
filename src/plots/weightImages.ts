import { ArgumentError } from '../core/errors';
import { pixelsPerImage } from '../data/dataset';
import type { ImageShape } from '../data/dataset';
import type { Figure } from './figure';
import { mix, rgb } from './rgb';
import type { Rgb } from './rgb';
import { palette } from './theme';
import { type Tile, tileFigure } from './tiles';

/** Weights that join every pixel with every class: `[pixels, classes]`, class by class in each pixel. */
export interface NamedWeights {
  readonly name: string;
  readonly weights: ArrayLike<number>;
}

export interface WeightImagesOptions {
  readonly title: string;
  /** Of one image, with one channel. */
  readonly shape: ImageShape;
  readonly classNames: readonly string[];
}

const negative = rgb(palette[0]);
const positive = rgb(palette[1]);
const white: Rgb = [255, 255, 255];

/**
 * Weights of a linear classifier, or their changes, as images: one row each, one column a class.
 * White is zero, vermilion above, blue below; the strongest weight of a row has the full colour.
 */
export function weightImages(
  rows: readonly NamedWeights[],
  { title, shape, classNames }: WeightImagesOptions,
): Figure {
  if (rows.length === 0) throw new ArgumentError('rows', 'hold at least one', rows);
  const [height, width, channels] = shape;
  if (channels !== 1) throw new ArgumentError('shape', 'have one channel', shape);
  const pixels = pixelsPerImage(shape);
  const classes = classNames.length;
  const tiles = rows.flatMap(({ name, weights }) => {
    if (weights.length !== pixels * classes) {
      const rule = `hold ${pixels} × ${classes} numbers`;
      throw new ArgumentError(`weights of ${name}`, rule, weights.length);
    }
    const largest = Array.from(weights).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return classNames.map((label, column): Tile => {
      const image = new Uint8Array(3 * pixels);
      for (let i = 0; i < pixels; i++) {
        const value = weights[i * classes + column];
        image.set(mixed(largest === 0 ? 0 : value / largest), 3 * i);
      }
      return { image, hover: `${name}: weights of ${label}` };
    });
  });
  return tileFigure({
    title,
    tiles,
    shape: [height, width, 3],
    columns: classes,
    rowNames: rows.map(({ name }) => name),
    columnNames: classNames,
  });
}

/** A colour for -1 to 1. */
function mixed(value: number): Rgb {
  return mix(white, value < 0 ? negative : positive, Math.abs(value));
}
