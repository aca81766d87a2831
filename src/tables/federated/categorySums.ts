import { categoryCounts, wordsOf } from './columnKinds';
import type { FeatureSums } from './featureSums';

/** What is known of a feature of categories. */
export interface CategoryStatistics {
  readonly kind: 'category';
  readonly name: string;
  /** Rows with a value. */
  readonly known: number;
  /** Rows without. */
  readonly missing: number;
  /** Clients with a value. */
  readonly clients: number;
  /** In the order of the list that was given, else sorted by name. */
  readonly categories: readonly {
    readonly name: string;
    readonly rows: number;
    /** Clients with at least one row of it. */
    readonly clients: number;
  }[];
  /** Rows with a value that is none of these: not listed, or too rare. */
  readonly otherRows: number;
}

/** How a feature of categories is summed. */
export interface CategorySumOptions {
  readonly name: string;
  readonly categories: readonly string[];
  readonly minimumRows: number;
  readonly minimumClients: number;
}

/** Known rows and clients; rows and clients of each category follow. */
const fixed = 2;

/** The sums over a feature of categories: how many rows and clients have each. */
export function categorySums(options: CategorySumOptions): FeatureSums<CategoryStatistics> {
  const { name, categories, minimumRows, minimumClients } = options;
  const places = new Map(categories.map((category, i) => [category, fixed + 2 * i]));
  return {
    size: fixed + 2 * categories.length,
    secondSize: 0,
    write(table, vector) {
      const words = wordsOf(table, name);
      categoryCounts(words).forEach((rows, code) => {
        vector[0] += rows;
        const place = places.get(words.categories[code]);
        if (place === undefined || rows === 0) return;
        vector[place] += rows;
        vector[place + 1] = 1;
      });
      vector[1] = vector[0] > 0 ? 1 : 0;
    },
    read: () => undefined,
    writeSecond: () => undefined,
    statistics(sum, _, rows) {
      const known = Math.max(0, sum[0]);
      const counted = categories.map((category, i) => ({
        name: category,
        rows: Math.max(0, sum[fixed + 2 * i]),
        clients: Math.max(0, sum[fixed + 2 * i + 1]),
      }));
      const kept = counted.filter(
        (one) => one.rows >= minimumRows && one.clients >= minimumClients,
      );
      return {
        kind: 'category',
        name,
        known,
        missing: Math.max(0, rows - known),
        clients: sum[1],
        categories: kept,
        otherRows: Math.max(0, known - kept.reduce((total, one) => total + one.rows, 0)),
      };
    },
  };
}
