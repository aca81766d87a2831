import { type LabeledImages, makeDataset } from '../../src/data/dataset';

/** A dataset of images of `2 × 2` pixels, each filled with one byte, with class names a, b, c. */
export function uniformImages(bytes: readonly number[], labels: readonly number[]): LabeledImages {
  const images = Uint8Array.from(bytes.flatMap((byte) => [byte, byte, byte, byte]));
  return makeDataset(images, Uint8Array.from(labels), [2, 2, 1], ['a', 'b', 'c']);
}
