import { within } from '../core/check';
import { type ImageShape, pixelsPerImage } from './dataset';

/** Where each pixel of a rotated image comes from: four neighbors and their weights per pixel. */
interface Taps {
  readonly positions: Uint32Array;
  readonly weights: Float64Array;
}

/**
 * Rotates images counterclockwise about their center, with bilinear interpolation. Pixels from
 * outside are background, 0. Multiples of 90 degrees are exact for square images.
 *
 * @param images any number of images of this shape, one after the other
 * @param degrees in [-360, 360]
 */
export function rotateImages(images: Uint8Array, shape: ImageShape, degrees: number): Uint8Array {
  within('degrees', degrees, -360, 360);
  const [height, width, channels] = shape;
  const { positions, weights } = tapsOf(height, width, degrees);
  const turned = new Uint8Array(images.length);
  const size = pixelsPerImage(shape);
  for (let start = 0; start < images.length; start += size) {
    for (let pixel = 0; pixel < height * width; pixel++) {
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let tap = 4 * pixel; tap < 4 * pixel + 4; tap++) {
          sum += weights[tap] * images[start + positions[tap] * channels + channel];
        }
        turned[start + pixel * channels + channel] = Math.round(sum);
      }
    }
  }
  return turned;
}

function tapsOf(height: number, width: number, degrees: number): Taps {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [middleY, middleX] = [(height - 1) / 2, (width - 1) / 2];
  const positions = new Uint32Array(4 * height * width);
  const weights = new Float64Array(4 * height * width);
  for (let y = 0, tap = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // The image's y axis points down, hence the signs.
      const sourceX = middleX + cos * (x - middleX) - sin * (y - middleY);
      const sourceY = middleY + sin * (x - middleX) + cos * (y - middleY);
      const [left, top] = [Math.floor(sourceX), Math.floor(sourceY)];
      for (const [row, column] of [
        [top, left],
        [top, left + 1],
        [top + 1, left],
        [top + 1, left + 1],
      ]) {
        if (row >= 0 && row < height && column >= 0 && column < width) {
          positions[tap] = row * width + column;
          weights[tap] = (1 - Math.abs(sourceY - row)) * (1 - Math.abs(sourceX - column));
        }
        tap++;
      }
    }
  }
  return { positions, weights };
}
