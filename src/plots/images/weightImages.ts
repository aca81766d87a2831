import { wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import { pixelsPerImage } from '../../data/dataset';
import type { ImageShape } from '../../data/dataset';
import type { Figure } from '../frame/figure';
import { mix, rgb } from '../frame/rgb';
import type { Rgb } from '../frame/rgb';
import { palette } from '../frame/theme';
import { type Tile, tileFigure } from './tiles';

/** Weights that connect every pixel with every class: `[pixels, classes]`, row-major. */
export interface NamedWeights {
  readonly name: string;
  readonly weights: ArrayLike<number>;
}

/** Options of {@link weightImages}. */
export interface WeightImagesOptions {
  readonly title: string;
  /** Shape of one image, with one channel. */
  readonly shape: ImageShape;
  readonly classNames: readonly string[];
  /** Width and height of a weight in pixels, at least 1 (default); larger for small windows. */
  readonly magnify?: number;
}

const negative = rgb(palette[0]);
const positive = rgb(palette[1]);
const white: Rgb = [255, 255, 255];

/**
 * Weights of a linear classifier, or their changes, as images: one row each, one column per class.
 * The windows of a single-channel convolution, `[height, width, 1, filters]`, have the same order;
 * there the columns are the filters. White is zero, vermilion positive, blue negative; the
 * strongest weight of a row has the full color.
 */
export function weightImages(
  rows: readonly NamedWeights[],
  { title, shape, classNames, magnify = 1 }: WeightImagesOptions,
): Figure {
  if (rows.length === 0) throw new ArgumentError('rows', 'hold at least one', rows);
  wholeNumber('magnify', magnify, 1);
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
      const image = new Uint8Array(3 * pixels * magnify ** 2);
      for (let pixel = 0; pixel < image.length / 3; pixel++) {
        const y = Math.floor(pixel / (width * magnify ** 2));
        const x = Math.floor((pixel % (width * magnify)) / magnify);
        const value = weights[(y * width + x) * classes + column];
        image.set(mixed(largest === 0 ? 0 : value / largest), 3 * pixel);
      }
      return { image, hover: `${name}: weights of ${label}` };
    });
  });
  return tileFigure({
    title,
    tiles,
    shape: [height * magnify, width * magnify, 3],
    columns: classes,
    rowNames: rows.map(({ name }) => name),
    columnNames: classNames,
  });
}

/** The color of a value in [-1, 1]. */
function mixed(value: number): Rgb {
  return mix(white, value < 0 ? negative : positive, Math.abs(value));
}
