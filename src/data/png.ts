import { Buffer } from '../platform/bytes';
import { PNG } from '../platform/pictures';
import { ArgumentError } from '../core/errors';
import { wholeNumber } from '../core/check';
import { type Dataset, imageAt, type ImageShape, pixelsPerImage } from './dataset';

/** One image as bytes, row-major `[height, width, channels]`. */
export interface Raster {
  readonly bytes: Uint8Array;
  readonly shape: ImageShape;
}

export interface MosaicOptions {
  /** Tiles per row. */
  readonly columns: number;
  /** Blank pixels between two tiles of a row; default 2. */
  readonly gap?: number;
  /** Blank pixels below every row, for a caption; default `gap`. */
  readonly rowGap?: number;
}

/** The value of a blank pixel's bytes: no ink (0) in grayscale, white (255) in color. */
const blank = (channels: number): number => (channels === 1 ? 0 : 255);

/**
 * Arranges images of equal size in one image, row by row from the top left; `undefined` leaves a
 * blank. The result is `rows × (height + rowGap)` high and `columns × (width + gap) − gap` wide.
 */
export function tile(
  tiles: readonly (Uint8Array | undefined)[],
  shape: ImageShape,
  options: MosaicOptions,
): Raster {
  const { columns, gap = 2, rowGap = gap } = options;
  wholeNumber('columns', columns, 1);
  wholeNumber('gap', gap, 0);
  wholeNumber('rowGap', rowGap, 0);
  if (tiles.length === 0) throw new ArgumentError('tiles', 'hold at least one image', tiles);
  const [height, width, channels] = shape;
  const rows = Math.ceil(tiles.length / columns);
  const fullWidth = columns * (width + gap) - gap;
  const fullHeight = rows * (height + rowGap);
  const bytes = new Uint8Array(fullHeight * fullWidth * channels).fill(blank(channels));
  tiles.forEach((image, position) => {
    if (!image) return;
    if (image.length !== pixelsPerImage(shape)) {
      const rule = `hold ${pixelsPerImage(shape)} bytes`;
      throw new ArgumentError(`tiles[${position}]`, rule, image.length);
    }
    const top = Math.floor(position / columns) * (height + rowGap);
    const left = (position % columns) * (width + gap);
    for (let y = 0; y < height; y++) {
      const row = image.subarray(y * width * channels, (y + 1) * width * channels);
      bytes.set(row, ((top + y) * fullWidth + left) * channels);
    }
  });
  return { bytes, shape: [fullHeight, fullWidth, channels] };
}

/** The dataset's images at these positions in one image; see `tile`. */
export function mosaic(
  dataset: Dataset,
  indices: ArrayLike<number>,
  options: MosaicOptions,
): Raster {
  return tile(
    Array.from(indices, (index) => imageAt(dataset, index)),
    dataset.shape,
    options,
  );
}

export interface PngOptions {
  /** Every pixel becomes a square of `scale × scale` pixels; default 1. */
  readonly scale?: number;
  /**
   * Whether 0 is drawn white and 255 black; default true in grayscale (ink on paper), else false.
   */
  readonly invert?: boolean;
  /**
   * Whether the image consists of rectangles of one color each: every row is then written as its
   * difference from the one above, where otherwise each row's best filter is sought, which takes most
   * of the time. Default false.
   */
  readonly flat?: boolean;
}

/** A PNG file of an image with one channel (grayscale) or three (RGB). */
export function encodePng({ bytes, shape }: Raster, options: PngOptions = {}): Uint8Array {
  const [height, width, channels] = shape;
  const { scale = 1, invert = channels === 1, flat = false } = options;
  wholeNumber('scale', scale, 1, 64);
  wholeNumber('height', height, 1, 16_384);
  wholeNumber('width', width, 1, 16_384);
  if (channels !== 1 && channels !== 3) throw new ArgumentError('channels', 'be 1 or 3', channels);
  if (bytes.length !== pixelsPerImage(shape)) {
    throw new ArgumentError('bytes', `hold ${pixelsPerImage(shape)} numbers`, bytes.length);
  }
  const colorType = channels === 1 ? 0 : 2;
  const png = new PNG({ width: width * scale, height: height * scale });
  const data = Buffer.alloc(png.width * png.height * channels);
  for (let y = 0, to = 0; y < png.height; y++) {
    const row = Math.floor(y / scale) * width;
    for (let x = 0; x < png.width; x++) {
      const from = (row + Math.floor(x / scale)) * channels;
      for (let c = 0; c < channels; c++, to++)
        data[to] = invert ? 255 - bytes[from + c] : bytes[from + c];
    }
  }
  png.data = data;
  return PNG.sync.write(png, {
    colorType,
    inputColorType: colorType,
    inputHasAlpha: false,
    bitDepth: 8,
    deflateLevel: 9,
    ...(flat && { filterType: 2, deflateStrategy: 0 }),
  });
}

/** Height and width of a PNG file in pixels, read from its header. */
export function pngSize(png: Uint8Array): { readonly height: number; readonly width: number } {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  if (bytes.length < 24 || bytes.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n') {
    throw new ArgumentError('png', 'start with the PNG signature', png);
  }
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** The PNG file as a `data:` URL, for use in a figure. */
export function pngDataUri(png: Uint8Array): string {
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}
