import { ArgumentError, DataError } from '../../core/errors';
import { column } from '../column';
import type { CategoryColumn, Column, NumberColumn, Table } from '../table';

/** Whether a row's value is missing. */
export function isMissing(one: Column, row: number): boolean {
  return one.kind === 'number' ? Number.isNaN(one.values[row]) : one.codes[row] < 0;
}

/** The first row with a value; −1 if all are missing. */
export function firstKnown(one: Column): number {
  return one.kind === 'number'
    ? one.values.findIndex((value) => !Number.isNaN(value))
    : one.codes.findIndex((code) => code >= 0);
}

/**
 * A table's column of numbers. One of words whose values are all missing has no kind of its own and is fine,
 * too.
 *
 * @throws ArgumentError if there is no such column; DataError for words and for infinite numbers
 */
export function numbersOf(table: Table, name: string): NumberColumn {
  const one = column(table, name);
  if (one.kind === 'number') {
    const infinite = one.values.findIndex((value) => Math.abs(value) === Infinity);
    if (infinite < 0) return one;
    throw wrong(table, name, `hold finite numbers`, infinite, `${one.values[infinite]}`);
  }
  const known = firstKnown(one);
  if (known < 0) return { kind: 'number', name, values: new Float64Array(table.rows).fill(NaN) };
  const word = JSON.stringify(one.categories[one.codes[known]].slice(0, 80));
  throw wrong(table, name, 'hold numbers', known, word);
}

/** Columns of numbers as words; many clients may share a table. */
const written = new WeakMap<NumberColumn, CategoryColumn>();

/** A table's column as words; numbers are written as JavaScript writes them: 1, 2.5. */
export function wordsOf(table: Table, name: string): CategoryColumn {
  const one = column(table, name);
  if (one.kind === 'category') return one;
  const before = written.get(one);
  if (before) return before;
  const places = new Map<number, number>();
  const codes = Int32Array.from(one.values, (value) => {
    if (Number.isNaN(value)) return -1;
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    return place;
  });
  const words: CategoryColumn = {
    ...{ kind: 'category', name, codes },
    categories: Array.from(places.keys(), String),
  };
  written.set(one, words);
  return words;
}

/** Rows of each category, in the categories' order. */
export function categoryCounts({ codes, categories }: CategoryColumn): Uint32Array {
  const counts = new Uint32Array(categories.length);
  for (const code of codes) if (code >= 0) counts[code]++;
  return counts;
}

/** Sorted names: by their numbers if all are numbers, else by their letters’ codes. */
export function sortedNames(names: Iterable<string>): string[] {
  const sorted = [...names].sort();
  const numbers = sorted.every((name) => name.trim() !== '' && Number.isFinite(Number(name)));
  return numbers ? sorted.sort((a, b) => Number(a) - Number(b)) : sorted;
}

/** Throws an `ArgumentError` unless names are given, each once. */
export function checkNames(argument: string, names: readonly string[]): void {
  if (names.length === 0) throw new ArgumentError(argument, 'name at least one column', names);
  const doubled = names.find((name, i) => names.indexOf(name) < i);
  if (doubled !== undefined) throw new ArgumentError(argument, 'name each column once', doubled);
}

/** Throws an `ArgumentError` unless an option's names are among the features. */
export function checkAmong(
  argument: string,
  names: readonly string[],
  features: readonly string[],
  what = 'features',
): void {
  const other = names.find((name) => !features.includes(name));
  if (other !== undefined) throw new ArgumentError(argument, `name ${what} only`, other);
}

/** The names of columns in words: `"age", "sex"`. */
export function quoted(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(', ');
}

function wrong(table: Table, name: string, rule: string, row: number, got: string): DataError {
  const place = `column ${JSON.stringify(name)}, row ${row + 1}`;
  return new DataError(table.source, `${place}: must ${rule}, got ${got}`);
}
