import { wholeNumber } from '../core/check';
import { ArgumentError } from '../core/errors';

/** One bar of a histogram: how many values lie in [left, right); the last bar includes `right`. */
export interface Bucket {
  readonly left: number;
  readonly right: number;
  readonly count: number;
}

/**
 * Counts values in `buckets` equally wide intervals from the smallest value to the largest.
 *
 * If all values are equal, every interval is that one point and the last holds them all, as in
 * TensorBoard's own writer (`tensorboard/plugins/histogram/summary_v2.py`).
 *
 * @param values finite numbers, at least one
 * @param buckets number of intervals, at least 1
 */
export function histogram(values: ArrayLike<number>, buckets = 30): Bucket[] {
  wholeNumber('buckets', buckets, 1, 100_000);
  if (values.length === 0) throw new ArgumentError('values', 'hold at least one number', values);
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new ArgumentError(`values[${i}]`, 'be a finite number', values[i]);
    }
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  // Each end is halved first: the difference of two finite numbers may overflow.
  const width = (high / 2 - low / 2) / buckets;
  const counts = new Array<number>(buckets).fill(0);
  for (let i = 0; i < values.length; i++) {
    const bucket = width === 0 ? buckets - 1 : Math.floor((values[i] / 2 - low / 2) / width);
    counts[Math.min(buckets - 1, bucket)]++;
  }
  const edge = (i: number): number => {
    if (i === 0) return low;
    return i === buckets || width === 0 ? high : Math.min(high, 2 * (low / 2 + width * i));
  };
  return counts.map((count, i) => ({ left: edge(i), right: edge(i + 1), count }));
}
