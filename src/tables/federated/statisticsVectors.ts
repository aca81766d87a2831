import type { Table } from '../table';
import { categorySums } from './categorySums';
import type { CategoryStatistics } from './categorySums';
import type { FeatureSums } from './featureSums';
import { numberSums } from './numberSums';
import type { NumberStatistics } from './numberSums';
import type { Told } from './told';

/** What is known of one feature. */
export type FeatureStatistics = NumberStatistics | CategoryStatistics;

/** How rows become the vectors that are summed. */
export interface VectorOptions {
  /**
   * Public bounds [low, high] of columns of numbers, by name; values beyond are moved to them and counted.
   * They must not come from the data.
   */
  readonly bounds?: Readonly<Record<string, readonly [low: number, high: number]>>;
  /** Equal bins between a column's bounds, in which rows are counted; default 32. */
  readonly bins?: number;
  /** Public lists of categories, by column, which are then taken as categorical. Default: the clients name theirs. */
  readonly categories?: Readonly<Record<string, readonly string[]>>;
  /** Categories with fewer rows are left out, at the client and in the sum; default 1. */
  readonly minimumRows?: number;
  /** Categories that fewer clients have are left out; default 1. */
  readonly minimumClients?: number;
}

/** A feature, and what clients told about it outside the sums. */
export type ToldFeature = { readonly name: string } & Pick<Told, 'kind' | 'categories'> &
  Partial<Pick<Told, 'range'>>;

/** What each client computes from its rows, and what the sums of that say. */
export interface StatisticsVectors {
  /** A client's counts and sums; its rows come first. */
  readonly first: (table: Table) => Float64Array;
  /** A client's squared deviations from the means that the sum of the first vectors gives. */
  readonly second: (table: Table, firstSum: Float64Array) => Float64Array;
  readonly statistics: (
    firstSum: Float64Array,
    secondSum: Float64Array,
  ) => { readonly rows: number; readonly features: readonly FeatureStatistics[] };
}

/** The two vectors of federated statistics, see `federatedStatistics`: on whichever machine the rows are. */
export function statisticsVectors(
  features: readonly ToldFeature[],
  options: VectorOptions = {},
): StatisticsVectors {
  const { bins = 32, bounds = {}, minimumRows = 1, minimumClients = 1, categories = {} } = options;
  const parts = features.map(
    ({ name, kind, range, categories: told }): FeatureSums<FeatureStatistics> =>
      kind === 'number'
        ? numberSums({ name, bounds: ownOf(bounds, name), bins, range })
        : categorySums({
            ...{ name, categories: ownOf(categories, name) ?? told },
            ...{ minimumRows, minimumClients },
          }),
  );
  const firstSizes = [1, ...parts.map(({ size }) => size)];
  const secondSizes = parts.map(({ secondSize }) => secondSize);
  const ownSums = (firstSum: Float64Array): Float64Array[] => {
    const own = partsOf(firstSum, firstSizes).slice(1);
    parts.forEach((part, i) => {
      part.read(own[i]);
    });
    return own;
  };
  return {
    first(table) {
      const vector = zeros(firstSizes);
      const [rows, ...own] = partsOf(vector, firstSizes);
      rows[0] = table.rows;
      parts.forEach((part, i) => {
        part.write(table, own[i]);
      });
      return vector;
    },
    second(table, firstSum) {
      ownSums(firstSum);
      const vector = zeros(secondSizes);
      const own = partsOf(vector, secondSizes);
      parts.forEach((part, i) => {
        part.writeSecond(table, own[i]);
      });
      return vector;
    },
    statistics(firstSum, secondSum) {
      const rows = Math.max(0, firstSum[0]);
      const own = ownSums(firstSum);
      const second = partsOf(secondSum, secondSizes);
      return { rows, features: parts.map((part, i) => part.statistics(own[i], second[i], rows)) };
    },
  };
}

/** What an object has under this name itself. */
export function ownOf<Value>(
  values: Readonly<Record<string, Value>>,
  name: string,
): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function zeros(sizes: readonly number[]): Float64Array {
  return new Float64Array(sizes.reduce((total, size) => total + size, 0));
}

/** One view after the other. */
function partsOf(vector: Float64Array, sizes: readonly number[]): Float64Array[] {
  let from = 0;
  return sizes.map((size) => vector.subarray(from, (from += size)));
}
