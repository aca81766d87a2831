import type { Table } from '../table';
import { numbersOf } from './columnKinds';
import type { FeatureSums } from './featureSums';

/** What is known of a feature of numbers. */
export interface NumberStatistics {
  readonly kind: 'number';
  readonly name: string;
  /** Rows with a value. */
  readonly known: number;
  /** Rows without. */
  readonly missing: number;
  /** Clients with a value. */
  readonly clients: number;
  /** NaN if no row has a value. */
  readonly mean: number;
  /** The mean squared deviation from the mean (divided by n, not n − 1). NaN if no row has a value. */
  readonly variance: number;
  /**
   * The smallest and the largest value: exact if clients told theirs, the outer edges of the bins with rows if
   * there are bounds (with noise, all bins may have some), else unknown.
   */
  readonly range?: readonly [low: number, high: number];
  /** With bounds: rows in equal bins between them. */
  readonly histogram?: {
    readonly low: number;
    readonly high: number;
    readonly counts: readonly number[];
  };
  /** With bounds: rows whose value was beyond them. */
  readonly beyond?: number;
}

/** How a feature of numbers is summed. */
export interface NumberSumOptions {
  readonly name: string;
  readonly bounds?: readonly [low: number, high: number] | undefined;
  readonly bins: number;
  /** What clients told. */
  readonly range?: readonly [low: number, high: number] | undefined;
}

/** Known rows, clients, the values' sum; with bounds, rows beyond them and rows in each bin. */
const fixed = 3;

/**
 * The sums over a feature of numbers: first counts and the values' sum, then the squared deviations from the
 * mean, so that no digits are lost (Chan, Golub and LeVeque 1983, "Algorithms for computing the sample
 * variance", the two-pass algorithm). With bounds, values enter as their place between them, in [0, 1].
 */
export function numberSums({
  name,
  bounds,
  bins,
  range,
}: NumberSumOptions): FeatureSums<NumberStatistics> {
  const [low, high] = bounds ?? [0, 1];
  const width = high - low;
  const place = (value: number): number =>
    bounds ? Math.min(1, Math.max(0, (value - low) / width)) : value;
  let mean = NaN;
  const valuesOf = (table: Table): Float64Array =>
    numbersOf(table, name).values.filter((value) => !Number.isNaN(value));

  return {
    size: bounds ? fixed + 1 + bins : fixed,
    secondSize: 1,
    write(table, vector) {
      const values = valuesOf(table);
      vector[0] = values.length;
      vector[1] = values.length > 0 ? 1 : 0;
      vector[2] = accurateSum(values, place);
      if (!bounds) return;
      for (const value of values) {
        if (value < low || value > high) vector[fixed]++;
        vector[fixed + 1 + Math.min(bins - 1, Math.floor(place(value) * bins))]++;
      }
    },
    read(sum) {
      mean = sum[2] / Math.max(sum[0], 0);
      if (bounds) mean = Math.min(1, Math.max(0, mean));
    },
    writeSecond(table, vector) {
      vector[0] = accurateSum(valuesOf(table), (value) => (place(value) - mean) ** 2);
    },
    statistics(sum, second, rows) {
      const known = Math.max(0, sum[0]);
      const some = known > 0;
      const counts = Array.from(sum.subarray(fixed + 1));
      const between = bounds && { low, high, counts };
      const seen = range && range[0] <= range[1] ? range : between && outerEdges(between);
      return {
        kind: 'number',
        name,
        known,
        missing: Math.max(0, rows - known),
        clients: sum[1],
        mean: some ? low + width * mean : NaN,
        variance: some ? (Math.max(0, second[0]) / known) * width ** 2 : NaN,
        ...(seen && { range: seen }),
        ...(between && { histogram: between, beyond: sum[fixed] }),
      };
    },
  };
}

function outerEdges(
  histogram: NonNullable<NumberStatistics['histogram']>,
): [number, number] | undefined {
  const { low, high, counts } = histogram;
  const first = counts.findIndex((count) => count > 0);
  if (first < 0) return undefined;
  const last = counts.findLastIndex((count) => count > 0);
  const edge = (bin: number): number => low + ((high - low) * bin) / counts.length;
  return [edge(first), edge(last + 1)];
}

/** A sum whose rounding does not grow with the number of terms (Neumaier 1974). */
function accurateSum(values: Float64Array, term: (value: number) => number): number {
  let [sum, lost] = [0, 0];
  for (const value of values) {
    const next = term(value);
    const total = sum + next;
    lost += Math.abs(sum) >= Math.abs(next) ? sum - total + next : next - total + sum;
    sum = total;
  }
  return sum + lost;
}
