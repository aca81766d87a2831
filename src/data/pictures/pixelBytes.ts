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
  const channels = kind === 'gray' ? 1 : 3;
  const values = new Uint8Array(height * width * channels);
  const pixel = [0, 0, 0];
  for (let i = 0; i < height * width; i++) {
    const alpha = rgba[4 * i + 3];
    for (let c = 0; c < 3; c++) {
      const byte = rgba[4 * i + c];
      pixel[c] = alpha === 255 ? byte : Math.round((byte * alpha + behind * (255 - alpha)) / 255);
    }
    if (kind === 'gray') {
      const [red, green, blue] = pixel;
      values[i] = (19_595 * red + 38_470 * green + 7_471 * blue + 32_768) >>> 16;
    } else values.set(pixel, 3 * i);
  }
  return { height, width, channels, values };
}

const whole = ({ height, width }: Picture): Box => ({ top: 0, left: 0, height, width });

/** The largest part of a picture around its center with the proportions of `size`. */
function middle({ height, width }: Picture, size: readonly [number, number]): Box {
  const scale = Math.min(height / size[0], width / size[1]);
  const box = { height: size[0] * scale, width: size[1] * scale };
  return { ...box, top: (height - box.height) / 2, left: (width - box.width) / 2 };
}
