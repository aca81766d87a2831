import type { Column, Table } from '../../../src/tables/table';

/** A table of arrays: numbers with NaN, or words with undefined, for missing values. */
export function table(
  columns: Readonly<Record<string, readonly number[] | readonly (string | undefined)[]>>,
  source = 'made-up',
): Table {
  const made = Object.entries(columns).map(([name, values]): Column => {
    if (values.every((value) => typeof value === 'number')) {
      return { kind: 'number', name, values: Float64Array.from(values) };
    }
    const words: readonly (string | undefined)[] = values;
    const categories = [...new Set(words.filter((word) => word !== undefined))];
    const codes = Int32Array.from(words, (word) =>
      word === undefined ? -1 : categories.indexOf(word),
    );
    return { kind: 'category', name, codes, categories };
  });
  return { source, rows: Object.values(columns)[0].length, columns: made };
}
