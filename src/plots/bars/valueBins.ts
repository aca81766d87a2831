import { ArgumentError } from '../../core/errors';

/** The lowest and the highest value that bins cover. */
export type ValueRange = readonly [low: number, high: number];

/**
 * The smallest and the largest value.
 *
 * @param name of the values, for errors
 */
export function rangeOf(name: string, values: ArrayLike<number>): ValueRange {
  if (values.length === 0) throw new ArgumentError(name, 'hold at least one value', 0);
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value)) throw new ArgumentError(`${name}[${i}]`, 'be finite', value);
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

/** A range that is not empty: around a single value there is some room. */
export function widened([low, high]: ValueRange): ValueRange {
  const room = low < high ? 0 : Math.abs(low) || 1;
  return [low - room, high + room];
}

/** How many values lie in each of `count` bins of equal width; the highest value is in the last. */
export function binCounts(
  values: ArrayLike<number>,
  [low, high]: ValueRange,
  count: number,
): Uint32Array {
  const counts = new Uint32Array(count);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.floor(((values[i] - low) / (high - low)) * count);
    counts[Math.min(count - 1, bin)]++;
  }
  return counts;
}
