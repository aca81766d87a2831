import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { idxBytes } from '../data/sources/idxBytes';

/** Writes MNIST's four files with a few images of 28 × 28 in which the label's row is bright. */
export function writeDigits(folder: string): void {
  for (const [part, count] of [
    ['train', 200],
    ['t10k', 50],
  ] as const) {
    const labels = Array.from({ length: count }, (_, i) => i % 10);
    const pixels = labels.flatMap((label) =>
      Array.from({ length: 784 }, (_, i) => (Math.floor(i / 28) === 2 * label ? 255 : i % 50)),
    );
    const path = (name: string): string => join(folder, `${part}-${name}-ubyte`);
    writeFileSync(path('images-idx3'), idxBytes(0x803, [count, 28, 28], pixels));
    writeFileSync(path('labels-idx1'), idxBytes(0x801, [count], labels));
  }
}
