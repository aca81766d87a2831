import { type Dataset } from '../../src/data/dataset';
import { makeDataset } from '../../src/data/makeDataset';

/** A dataset of images of `2 × 2` pixels, each filled with one byte, with class names a, b, c. */
export function uniformImages(bytes: readonly number[], labels: readonly number[]): Dataset {
  const images = Uint8Array.from(bytes.flatMap((byte) => [byte, byte, byte, byte]));
  return makeDataset(images, Uint8Array.from(labels), [2, 2, 1], ['a', 'b', 'c']);
}
