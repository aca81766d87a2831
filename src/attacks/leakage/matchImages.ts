import { ArgumentError } from '../../core/errors';
import { pixelsPerImage } from '../../data/dataset';
import type { Dataset } from '../../data/dataset';
import { leastCostAssignment } from './leastCostAssignment';
import type { RebuiltImages } from './rebuilt';

/** Which rebuilt image stands for which true one, and how near it is. */
export interface ImageMatch {
  /** For each true image the position of its rebuilt one. */
  readonly order: readonly number[];
  /** For each true image the {@link peakSignalToNoise} of its rebuilt one, in dB. */
  readonly psnr: readonly number[];
}

/**
 * The ratio of the largest possible to the mean squared difference of two images, in decibels:
 * −10 · log₁₀ of the mean squared difference. Above 20 dB a digit is recognizable, a blank image has about
 * 10 dB; Infinity for equal images.
 *
 * ```ts
 * const decibels = fl.attacks.peakSignalToNoise(rebuilt.images, original);
 * ```
 *
 * @param a pixels in [0, 1]
 * @param b as many
 */
export function peakSignalToNoise(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length === 0) throw new ArgumentError('a', 'hold at least one pixel', a.length);
  if (b.length !== a.length) throw new ArgumentError('b', `hold ${a.length} pixels`, b.length);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return 10 * Math.log10(a.length / sum);
}

/**
 * Assigns rebuilt images to the true ones, so that the sum of the mean squared differences is the smallest:
 * an update does not tell the order of a batch.
 *
 * ```ts
 * const { psnr } = fl.attacks.matchImages(rebuilt, client.train);
 * ```
 *
 * @throws ArgumentError unless there are as many images of the same size
 */
export function matchImages({ images }: RebuiltImages, truth: Dataset): ImageMatch {
  if (truth.size === 0) throw new ArgumentError('truth', 'hold at least one image', 0);
  if (images.length !== truth.images.length) {
    const rule = `be ${truth.size} of ${pixelsPerImage(truth.shape)} pixels`;
    throw new ArgumentError('rebuilt images', rule, images.length);
  }
  const pixels = pixelsPerImage(truth.shape);
  const original = Float32Array.from(truth.images, (byte) => byte / 255);
  const at = (all: Float32Array, i: number): Float32Array =>
    all.subarray(i * pixels, (i + 1) * pixels);
  const psnr = Array.from({ length: truth.size }, (_, i) =>
    Array.from({ length: truth.size }, (_, j) => peakSignalToNoise(at(images, j), at(original, i))),
  );
  const order = leastCostAssignment(psnr.map((row) => row.map((value) => 10 ** (-value / 10))));
  return { order, psnr: order.map((j, i) => psnr[i][j]) };
}
