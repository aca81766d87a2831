import { upTo, wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import { imageAt, pixelsPerImage } from '../../data/dataset';
import { subset } from '../../data/datasetParts';
import type { Dataset } from '../../data/dataset';
import type { DataAttack } from './attack';
import { checkImages } from './targets';

/** A square in the lower right corner of an image. */
export interface BackdoorPatch {
  /** Side of the square in pixels, at least 1; default 3. */
  readonly size?: number;
  /** The byte of its pixels, in every channel, 0 … 255; default 255: ink in images of handwriting, white in others. Take 0 where paper is 255. */
  readonly value?: number;
}

/** Options of {@link backdoor}. */
export interface BackdoorOptions extends BackdoorPatch {
  /** The class number that every image with the patch shall get. */
  readonly target: number;
  /** Share of an attacker's examples that it stamps, in (0, 1], rounded up; default 0.5. */
  readonly share?: number;
}

/**
 * A backdoor: attackers stamp a small patch on a share of their examples and call them `target`. The model
 * then works as before, except on images with the patch (Gu et al. 2017, "BadNets";
 * Bagdasaryan et al. 2020, "How to backdoor federated learning"). Which examples are stamped depends on the
 * stream alone.
 *
 * ```ts
 * const attack = { data: fl.attacks.backdoor({ target: 0 }), update: fl.attacks.scaledUpdate(10) };
 * ```
 *
 * @throws ArgumentError for an option out of range and, with the data, for a class that it does not have or
 *   a patch that its images cannot hold
 */
export function backdoor({ target, share = 0.5, ...patch }: BackdoorOptions): DataAttack {
  wholeNumber('target', target, 0);
  checkPatch(patch);
  upTo('share', share, 1);
  return {
    name: `backdoor to ${target}`,
    test: (test) => {
      checkImages(test);
      return backdoorTest(test, { target, ...patch });
    },
    poison(examples, rng) {
      checkImages(examples);
      checkFits(examples, target, patch);
      const { size } = examples;
      const order = rng.permutation(size).subarray(0, Math.ceil(share * size));
      const labels = examples.labels.slice();
      const images = examples.images.slice();
      for (const position of order) {
        stamp(images, position, examples, patch);
        labels[position] = target;
      }
      return { ...examples, images, labels };
    },
  };
}

/**
 * The examples on which a backdoor's success is measured: those of other classes than the target, stamped
 * and called `target`. A model's accuracy on them is the share of patched images that it takes for the
 * target.
 *
 * ```ts
 * const patched = fl.attacks.backdoorTest(digits.centralTest, { target: 0 });
 * ```
 *
 * @throws ArgumentError like {@link backdoor}, and if all examples are of the target class
 */
export function backdoorTest<D extends Dataset>(
  test: D,
  { target, ...patch }: BackdoorPatch & Pick<BackdoorOptions, 'target'>,
): D {
  checkPatch(patch);
  checkFits(test, target, patch);
  const others = [...test.labels.keys()].filter((i) => test.labels[i] !== target);
  if (others.length === 0) {
    throw new ArgumentError('test', `hold examples of other classes than ${target}`, test.size);
  }
  const stamped = subset(test, others);
  for (let i = 0; i < stamped.size; i++) stamp(stamped.images, i, stamped, patch);
  return { ...stamped, labels: stamped.labels.fill(target) };
}

/**
 * One image with the patch on it, copied: for pictures.
 *
 * ```ts
 * const pixels = fl.attacks.patchedImage(digits.centralTest, 0, { size: 4 });
 * ```
 */
export function patchedImage(
  dataset: Dataset,
  index: number,
  patch: BackdoorPatch = {},
): Uint8Array {
  checkPatch(patch);
  checkFits(dataset, 0, patch);
  const image = imageAt(dataset, index).slice();
  stamp(image, 0, dataset, patch);
  return image;
}

function checkPatch({ size = 3, value = 255 }: BackdoorPatch): void {
  wholeNumber('size', size, 1);
  wholeNumber('value', value, 0, 255);
}

function checkFits(
  { shape: [height, width], classNames }: Dataset,
  target: number,
  { size = 3 }: BackdoorPatch,
): void {
  wholeNumber('target', target, 0, classNames.length - 1);
  wholeNumber('size', size, 1, Math.min(height, width));
}

function stamp(
  images: Uint8Array,
  index: number,
  { shape }: Dataset,
  { size = 3, value = 255 }: BackdoorPatch,
): void {
  const [height, width, channels] = shape;
  const image = index * pixelsPerImage(shape);
  for (let row = height - size; row < height; row++) {
    const end = image + (row + 1) * width * channels;
    images.fill(value, end - size * channels, end);
  }
}
