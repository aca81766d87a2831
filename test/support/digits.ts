import { Rng } from '../../src/core/rng';
import { makeDataset } from '../../src/data/makeDataset';
import type { Dataset } from '../../src/data/dataset';

/** Ten classes named by their digit. */
export const digitNames = Array.from({ length: 10 }, (_, digit) => String(digit));

/**
 * Random images that a model can learn: every class has its own bright stripe, and the border is
 * empty as in MNIST. `[size, side, side, 1]`.
 */
export function stripes(size: number, seed: number, side = 12): Dataset {
  const rng = Rng.fromSeed(seed);
  const images = new Uint8Array(size * side * side);
  const labels = Uint8Array.from({ length: size }, () => rng.integer(10));
  for (let i = 0; i < size; i++) {
    for (let row = 1; row < side - 1; row++) {
      for (let column = 1; column < side - 1; column++) {
        const bright = row === 1 + labels[i] ? 155 : 0;
        images[(i * side + row) * side + column] = bright + rng.integer(100);
      }
    }
  }
  return makeDataset(images, labels, [side, side, 1], digitNames);
}
