import type { Table } from '../table';
import { numbersOf, wordsOf } from './columnKinds';
import { preprocessedNames } from './preprocessing';
import type { OneHotFeature, PreprocessedFeature, Preprocessing } from './preprocessing';

/** Rows as a model sees them. */
export interface PreprocessedRows {
  /** `[rows, width]`, row-major. */
  readonly features: Float32Array;
  /** Numbers of a row. */
  readonly width: number;
  /** What each of them is. */
  readonly names: readonly string[];
  /** Categories that the preprocessing does not know, and how many rows have them. */
  readonly unknown: readonly {
    readonly feature: string;
    readonly category: string;
    readonly rows: number;
  }[];
}

/** Where a feature's numbers go: `width` apart, the first at `start`. */
interface Place {
  readonly features: Float32Array;
  readonly width: number;
  readonly start: number;
}

/**
 * A table's rows as the numbers that a model was trained on. The table may have other columns, too; a target is
 * not needed.
 *
 * ```ts
 * const { features, width } = fl.tables.applyPreprocessing(preprocessing, newPatients);
 * ```
 *
 * @throws ArgumentError for a missing column, DataError for words where numbers were
 */
export function applyPreprocessing(preprocessing: Preprocessing, table: Table): PreprocessedRows {
  const names = preprocessedNames(preprocessing);
  const width = names.length;
  const features = new Float32Array(table.rows * width);
  const unknown: { feature: string; category: string; rows: number }[] = [];
  let start = 0;
  for (const one of preprocessing.features) {
    const place = { features, width, start };
    if (one.kind !== 'oneHot') start += writeNumbers(one, table, place);
    else {
      start += writeCategories(one, table, place, (category, rows) => {
        unknown.push({ feature: one.name, category, rows });
      });
    }
  }
  return { features, width, names, unknown };
}

function writeNumbers(
  one: Exclude<PreprocessedFeature, OneHotFeature>,
  table: Table,
  { features, width, start }: Place,
): number {
  const { values } = numbersOf(table, one.name);
  const [center, size] =
    one.kind === 'standardize' ? [one.mean, one.deviation] : [one.low, one.high - one.low];
  for (let row = 0, at = start; row < values.length; row++, at += width) {
    const missing = Number.isNaN(values[row]);
    features[at] = size > 0 ? ((missing ? one.fill : values[row]) - center) / size : 0;
    if (one.missingIndicator && missing) features[at + 1] = 1;
  }
  return one.missingIndicator ? 2 : 1;
}

function writeCategories(
  one: OneHotFeature,
  table: Table,
  { features, width, start }: Place,
  isUnknown: (category: string, rows: number) => void,
): number {
  const { categories, otherIndicator, missingIndicator } = one;
  const other = categories.length;
  const missing = other + +otherIndicator;
  const words = wordsOf(table, one.name);
  const places = words.categories.map((category) => categories.indexOf(category));
  const unknown = new Uint32Array(places.length);
  words.codes.forEach((code, row) => {
    const at = row * width + start;
    if (code < 0) {
      if (missingIndicator) features[at + missing] = 1;
    } else if (places[code] >= 0) features[at + places[code]] = 1;
    else {
      unknown[code]++;
      if (otherIndicator) features[at + other] = 1;
    }
  });
  unknown.forEach((rows, code) => {
    if (rows > 0) isUnknown(words.categories[code], rows);
  });
  return missing + +missingIndicator;
}
