import { wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';

/** What becomes of each picture that is read. */
export interface PictureOptions {
  /**
   * Height and width in pixels to which each is resized, both from 1 to 4096. Without it all must
   * have one size, which they keep.
   */
  readonly size?: readonly [height: number, width: number];
  /**
   * How a picture of other proportions comes to `size`: `stretch`, the default, changes them; `crop`
   * keeps them and cuts off what is too much, half on either side.
   */
  readonly fit?: 'stretch' | 'crop';
  /** `color` (red, green, blue), the default, or `gray`: 0.299 red + 0.587 green + 0.114 blue. */
  readonly channels?: 'color' | 'gray';
  /** What transparent pixels let through; default `white`. */
  readonly background?: 'white' | 'black';
  /**
   * Whether each byte b becomes 255 − b, which turns dark ink on white paper into the convention of
   * the loaders of handwriting, ink 255 on 0. Default false, as photographs need it.
   */
  readonly invert?: boolean;
}

/** Throws an `ArgumentError` for an option outside its documented values. */
export function checkPictureOptions(options: PictureOptions): void {
  const { size, fit, channels, background, invert } = options;
  if (size !== undefined) {
    const sides: readonly unknown[] = Array.isArray(size) ? size : [];
    if (sides.length !== 2) throw new ArgumentError('size', 'be [height, width]', size);
    wholeNumber('size[0]', size[0], 1, 4096);
    wholeNumber('size[1]', size[1], 1, 4096);
  }
  oneOf('fit', fit, ['stretch', 'crop']);
  oneOf('channels', channels, ['color', 'gray']);
  oneOf('background', background, ['white', 'black']);
  if (invert !== undefined && typeof invert !== 'boolean') {
    throw new ArgumentError('invert', 'be true or false', invert);
  }
}

/** Throws an `ArgumentError` unless an option is left out or one of these words. */
export function oneOf(argument: string, value: unknown, words: readonly string[]): void {
  if (value === undefined || words.includes(value as string)) return;
  throw new ArgumentError(argument, `be ${words.join(' or ')}`, value);
}
