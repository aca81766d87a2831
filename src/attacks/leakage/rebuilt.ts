import { ArgumentError } from '../../core/errors';
import { makeDataset } from '../../data/makeDataset';
import { pixelsPerImage } from '../../data/dataset';
import type { Dataset } from '../../data/dataset';

/** Images that an attack has computed, each with the label that it takes it to have. */
export interface RebuiltImages {
  /** `size × height × width × channels` numbers in [0, 1], as the model gets them. */
  readonly images: Float32Array;
  /** One class number per image, in increasing order. */
  readonly labels: Uint8Array;
}

/**
 * Rebuilt images as a dataset, to be shown: rounded to bytes.
 *
 * ```ts
 * await fl.show(fl.plots.imageGrid(fl.attacks.rebuiltDataset(rebuilt, client.train), { title: 'Rebuilt' }));
 * ```
 *
 * @param like a dataset, or a federated one, with the shape of the images and the names of the classes
 */
export function rebuiltDataset(
  { images, labels }: RebuiltImages,
  { shape, classNames }: Pick<Dataset, 'shape' | 'classNames'>,
): Dataset {
  const pixels = pixelsPerImage(shape);
  if (images.length !== labels.length * pixels) {
    const rule = `have the shape of the rebuilt images, ${images.length / labels.length} pixels`;
    throw new ArgumentError('like', rule, pixels);
  }
  const bytes = Uint8Array.from(images, (value) => Math.round(255 * value));
  return makeDataset(bytes, labels, shape, classNames);
}

/** Class numbers in increasing order, each as often as it is counted. */
export function labelsOf(counts: ArrayLike<number>): Uint8Array {
  return Uint8Array.from(
    Array.from(counts, (count, label) => Array.from({ length: count }, () => label)).flat(),
  );
}
