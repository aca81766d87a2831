/** Bytes of an image, row by row: `height × width × channels`. */
export interface Samples {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: Uint8Array;
}

/** A part of an image in pixels, not necessarily whole ones. */
export interface Box {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/**
 * A part of an image at another size. When it shrinks, each new pixel is the mean of all old ones that it
 * covers, weighted by a triangle twice as wide, so that no detail turns into false patterns; when it
 * grows, it is interpolated linearly. This is Pillow's `resize(…, Image.Resampling.BILINEAR)`.
 */
export function resample(image: Samples, box: Box, height: number, width: number): Samples {
  const { channels } = image;
  const columns = weights(image.width, box.left, box.width, width);
  const rows = weights(image.height, box.top, box.height, height);
  const narrow = new Float32Array(image.height * width * channels);
  for (let y = 0, to = 0; y < image.height; y++) {
    const row = y * image.width;
    for (const { first, shares } of columns) {
      for (let c = 0; c < channels; c++, to++) {
        let sum = 0;
        for (let k = 0; k < shares.length; k++) {
          sum += shares[k] * image.values[(row + first + k) * channels + c];
        }
        narrow[to] = sum;
      }
    }
  }
  const values = new Uint8Array(height * width * channels);
  const length = width * channels;
  rows.forEach(({ first, shares }, y) => {
    for (let i = 0; i < length; i++) {
      let sum = 0;
      for (let k = 0; k < shares.length; k++) sum += shares[k] * narrow[(first + k) * length + i];
      values[y * length + i] = Math.round(sum);
    }
  });
  return { height, width, channels, values };
}

/** The old pixels that a new one is made of: from `first` on, with shares that sum up to 1. */
interface Weights {
  readonly first: number;
  readonly shares: Float64Array;
}

/** The weights of `to` new pixels over the part of a line of `size` old ones. */
function weights(size: number, start: number, length: number, to: number): Weights[] {
  const scale = length / to;
  const reach = Math.max(1, scale);
  return Array.from({ length: to }, (_, i) => {
    const center = start + (i + 0.5) * scale;
    const first = Math.max(0, Math.floor(center - reach + 0.5));
    const end = Math.min(size, Math.floor(center + reach + 0.5));
    const shares = Float64Array.from({ length: Math.max(1, end - first) }, (_, k) =>
      Math.max(0, 1 - Math.abs(first + k + 0.5 - center) / reach),
    );
    const sum = shares.reduce((total, share) => total + share, 0);
    return { first, shares: shares.map((share) => share / sum) };
  });
}
