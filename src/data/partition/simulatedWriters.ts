import type { Rng } from '../../core/rng';
import { apportion, logNormalSizes } from './apportion';
import type { Dataset } from '../dataset';
import { type HandwritingStyle, handwritingStyles } from './handwriting';
import { type Partition, byGroup, checkClients } from './partition';

const features: readonly (keyof HandwritingStyle)[] = ['slant', 'strokeWidth', 'aspect'];
const sizeSpread = 0.6;

/** A part of the examples and the writers who will share it. */
interface Cell {
  /** Example positions of each class. */
  readonly classes: readonly Uint32Array[];
  /** How many examples each writer gets; the sum is the size of the cell. */
  readonly sizes: readonly number[];
}

/**
 * Splits handwritten characters into *simulated writers*: each has a recognizable hand and the same
 * share of each class, and the sizes have a long tail, like those of real writers.
 *
 * A k-d tree over the style space (Bentley 1975) with a separate cut for each class: the writers
 * are split into two halves, and each class's examples, sorted by slant, are cut according to the
 * sizes of the halves; then by stroke width, by aspect, by slant again, until each cell belongs to
 * one writer. Since each class is cut at its own quantile, a writer's 1s and 8s rank alike among
 * all 1s and 8s: one hand.
 *
 * Sizes are a fifth of the mean plus a log-normal share with sigma 0.6: with 10,000 examples and
 * 100 writers about 30 to 350 each (the largest varies most with the seed), half of them 60 to 130.
 *
 * ```ts
 * const partition = fl.data.simulatedWriters(train, 100, rng);
 * ```
 *
 * @param dataset single-channel images, ink 255 on background 0
 * @param writers at least 1 and at most the number of examples
 * @returns the positions of each writer's examples, ascending; the writers are in random order
 */
export function simulatedWriters(dataset: Dataset, writers: number, rng: Rng): Partition {
  checkClients(writers, dataset.size, 'writers');
  const minimum = Math.max(1, Math.floor(dataset.size / writers / 5));
  const sizes = logNormalSizes(dataset.size, writers, sizeSpread, minimum, rng.split('sizes'));
  const styles = handwritingStyles(dataset);
  const classes = [...byGroup(dataset.labels).values()];
  const parts = writersOf({ classes, sizes }, styles, 0, rng.split('cells'));
  return rng.split('order').shuffle(parts);
}

function writersOf(
  cell: Cell,
  styles: readonly HandwritingStyle[],
  depth: number,
  rng: Rng,
): Uint32Array[] {
  if (cell.sizes.length === 1) {
    return [Uint32Array.from(cell.classes.flatMap((members) => [...members])).sort()];
  }
  const feature = features[depth % features.length];
  const [lower, upper] = cut(cell, (index) => styles[index][feature], rng);
  return [
    ...writersOf(lower, styles, depth + 1, rng.split('lower')),
    ...writersOf(upper, styles, depth + 1, rng.split('upper')),
  ];
}

/** Halves a cell's writers; the first half gets each class's examples with the lowest values. */
function cut({ classes, sizes }: Cell, valueOf: (index: number) => number, rng: Rng): [Cell, Cell] {
  const half = sizes.length >> 1;
  const lowerSizes = sizes.slice(0, half);
  const lowerTotal = lowerSizes.reduce((sum, size) => sum + size, 0);
  // Classes in random order, so that which of them are rounded up does not depend on their labels.
  const sorted = rng
    .shuffle([...classes])
    .map((members) => members.slice().sort((a, b) => valueOf(a) - valueOf(b) || a - b));
  const counts = apportion(
    sorted.map((members) => members.length),
    lowerTotal,
  );
  return [
    { classes: sorted.map((members, i) => members.subarray(0, counts[i])), sizes: lowerSizes },
    { classes: sorted.map((members, i) => members.subarray(counts[i])), sizes: sizes.slice(half) },
  ];
}
