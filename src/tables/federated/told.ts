import { DataError } from '../../core/errors';
import { column } from '../column';
import type { Column, Table } from '../table';
import { categoryCounts, firstKnown, numbersOf, sortedNames, wordsOf } from './columnKinds';

/** What clients tell about a feature one by one, outside the sums. */
export interface Told {
  /** Sorted; of the clients' own categories. */
  readonly categories: readonly string[];
  /** Of all values; infinite if there are none. */
  readonly range: readonly [low: number, high: number];
  readonly kind: Column['kind'];
}

/** What is asked of a client. */
export interface Questions {
  readonly name: string;
  /** Whether numbers stand for categories. */
  readonly categorical: boolean;
  readonly tellsCategories: boolean;
  readonly tellsRange: boolean;
  /** Rows of which a client names a category. */
  readonly minimumRows: number;
}

/** Gathers the clients' answers about one feature; their tables come one after the other. */
export function gathering(questions: Questions): {
  readonly ask: (table: Table) => void;
  readonly told: () => Told;
} {
  const { name, categorical, tellsCategories, tellsRange, minimumRows } = questions;
  const categories = new Set<string>();
  let [low, high] = [Infinity, -Infinity];
  let first: { readonly kind: Column['kind']; readonly source: string } | undefined;

  const askWords = (table: Table): void => {
    if (!tellsCategories) return;
    const words = wordsOf(table, name);
    categoryCounts(words).forEach((rows, code) => {
      if (rows >= minimumRows) categories.add(words.categories[code]);
    });
  };
  const askNumbers = (table: Table): void => {
    const { values } = numbersOf(table, name);
    if (!tellsRange) return;
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  };

  return {
    ask(table) {
      const one = column(table, name);
      if (firstKnown(one) < 0) return;
      const kind = categorical ? 'category' : one.kind;
      first ??= { kind, source: table.source };
      if (first.kind !== kind) {
        const [here, there] = kind === 'number' ? ['numbers', 'words'] : ['words', 'numbers'];
        const example = kind === 'category' ? ` such as ${JSON.stringify(firstWord(one))}` : '';
        const problem = `column ${JSON.stringify(name)} has ${here}${example}, but ${there} in`;
        throw new DataError(table.source, `${problem} ${first.source}`);
      }
      (kind === 'number' ? askNumbers : askWords)(table);
    },
    told: () => ({
      kind: first?.kind ?? (categorical ? 'category' : 'number'),
      categories: sortedNames(categories),
      range: [low, high],
    }),
  };
}

function firstWord(one: Column): string {
  const row = firstKnown(one);
  return (one.kind === 'number' ? `${one.values[row]}` : one.categories[one.codes[row]]).slice(
    0,
    80,
  );
}
