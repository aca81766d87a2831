import type { Picture } from './picture';
import type { PictureOptions } from './pictureOptions';
import { type Box, resample, type Samples } from './resample';

/** Bytes of a picture, row-major `[height, width, channels]`. */
export interface PixelBytes {
  readonly shape: readonly [height: number, width: number, channels: number];
  readonly bytes: Uint8Array;
}

/** A picture as a dataset's bytes: without transparency, in gray if asked for, resized, inverted. */
export function pixelBytes(picture: Picture, options: PictureOptions): PixelBytes {
  const { size, fit = 'stretch', invert = false } = options;
  let samples = opaque(picture, options);
  if (size && (size[0] !== picture.height || size[1] !== picture.width)) {
    samples = resample(samples, fit === 'crop' ? middle(picture, size) : whole(picture), ...size);
  }
  const { height, width, channels, values } = samples;
  const bytes = invert ? values.map((byte) => 255 - byte) : values;
  return { shape: [height, width, channels], bytes };
}

/** The picture over its background; gray by Recommendation ITU-R BT.601, rounded as Pillow does. */
function opaque(
  { height, width, rgba }: Picture,
  { background = 'white', channels: kind = 'color' }: PictureOptions,
): Samples {
  const behind = background === 'white' ? 255 : 0;
  const gray = kind === 'gray';
  const channels = gray ? 1 : 3;
  const values = new Uint8Array(height * width * channels);
  for (let from = 0, to = 0; to < values.length; from += 4, to += channels) {
    let [red, green, blue] = [rgba[from], rgba[from + 1], rgba[from + 2]];
    const alpha = rgba[from + 3];
    if (alpha < 255) {
      red = over(red, alpha, behind);
      green = over(green, alpha, behind);
      blue = over(blue, alpha, behind);
    }
    if (gray) values[to] = (19_595 * red + 38_470 * green + 7_471 * blue + 32_768) >>> 16;
    else {
      values[to] = red;
      values[to + 1] = green;
      values[to + 2] = blue;
    }
  }
  return { height, width, channels, values };
}

/** A byte of this opacity, from 0 to 255, before another. */
function over(byte: number, alpha: number, behind: number): number {
  return Math.round((byte * alpha + behind * (255 - alpha)) / 255);
}

const whole = ({ height, width }: Picture): Box => ({ top: 0, left: 0, height, width });

/** The largest part of a picture around its center with the proportions of `size`. */
function middle({ height, width }: Picture, size: readonly [number, number]): Box {
  const scale = Math.min(height / size[0], width / size[1]);
  const box = { height: size[0] * scale, width: size[1] * scale };
  return { ...box, top: (height - box.height) / 2, left: (width - box.width) / 2 };
}
