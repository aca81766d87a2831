import type { Rng } from '../../core/rng';
import { testSize } from '../../data/federate';

/** Which of a client's rows train and which test. */
export interface SplitRows {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/**
 * Holds out `testSize(n, share)` of a client's rows, of each class about the same share: a class's rows, in random
 * order, are spread evenly over [0, 1), and those below come first. So a class of one row is trained on unless
 * the share is above one half.
 *
 * @param rows the client's rows
 * @param labels one per row of the table; undefined: all are alike
 */
export function splitRows(
  rows: Uint32Array,
  labels: ArrayLike<number> | undefined,
  share: number,
  rng: Rng,
): SplitRows {
  const shuffled = rng.shuffle(rows.slice());
  const counts = new Map<number, number>();
  const labelOf = (row: number): number => labels?.[row] ?? 0;
  for (const row of shuffled) counts.set(labelOf(row), (counts.get(labelOf(row)) ?? 0) + 1);
  const seen = new Map<number, number>();
  const places = Float64Array.from(shuffled, (row) => {
    const before = seen.get(labelOf(row)) ?? 0;
    seen.set(labelOf(row), before + 1);
    return (before + 0.5) / counts.get(labelOf(row))!;
  });
  const order = Uint32Array.from(shuffled, (_, i) => i).sort(
    (a, b) => places[a] - places[b] || a - b,
  );
  const held = new Uint8Array(rows.length);
  for (const i of order.subarray(0, testSize(rows.length, share))) held[i] = 1;
  return {
    train: shuffled.filter((_, i) => !held[i]),
    test: shuffled.filter((_, i) => held[i]),
  };
}
