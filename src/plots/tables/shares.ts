import type { Column } from '../../tables/table';
import { type ValueRange, binCounts, rangeOf, widened } from '../bars/valueBins';
import type { SharedColumn } from './namedTable';

/** How often each client has each value of a feature, or a value of each range. */
export interface FeatureShares {
  /** Words or single numbers side by side, or ranges of one axis. */
  readonly kind: 'words' | 'ranges';
  /** The values, or the ranges' ends. */
  readonly names: readonly string[];
  /** What the names divide into bins of equal width: an axis of numbers, or the words' places. */
  readonly range: ValueRange;
  /** One list per client: the shares of its known values, in [0, 1]; empty for a client without any. */
  readonly shares: readonly (readonly number[])[];
}

/** Numbers of which there are no more different ones are drawn as words are. */
const mostSingle = 12;

/** With more words than this, the rarest of them share a bar. */
const mostWords = 15;

/** Shares of one feature over clients; `bars` ranges of numbers. */
export function featureShares({ kind, columns }: SharedColumn, bars: number): FeatureShares {
  if (kind === 'category') return wordShares(columns.map(wordsOf));
  const numbers = columns.map(numbersOf);
  const all = numbers.flat();
  const single = new Set(all);
  if (single.size <= mostSingle) {
    const sorted = [...single].sort((a, b) => a - b);
    return singleShares(
      sorted.map((value) => numberText(value, 6)),
      numbers.map((own) => sorted.map((value) => own.filter((one) => one === value).length)),
    );
  }
  const range = widened(rangeOf('values', all));
  const width = (range[1] - range[0]) / bars;
  const edge = (bin: number): string => numberText(range[0] + (bin - 1) * width, 3);
  // An empty bin at each end, so that outlines end on the axis.
  return {
    kind: 'ranges',
    names: Array.from({ length: bars + 2 }, (_, bin) => `${edge(bin)} to ${edge(bin + 1)}`),
    range: [range[0] - width, range[1] + width],
    shares: numbers.map((own) =>
      own.length > 0 ? [0, ...sharesOf([...binCounts(own, range, bars)]), 0] : [],
    ),
  };
}

function wordShares(words: readonly (readonly string[])[]): FeatureShares {
  const totals = new Map<string, number>();
  for (const word of words.flat()) totals.set(word, (totals.get(word) ?? 0) + 1);
  const common = [...totals].sort(([, a], [, b]) => b - a).map(([word]) => word);
  const rare = common.length > mostWords ? common.splice(mostWords - 1) : [];
  // In the order in which they occur, as a legend or a table has them.
  const shown = [...totals.keys()].filter((word) => common.includes(word));
  return singleShares(
    [...shown, ...(rare.length > 0 ? [`${rare.length} others`] : [])],
    words.map((own) => {
      const counts = shown.map((word) => own.filter((one) => one === word).length);
      const left = own.length - counts.reduce((sum, count) => sum + count, 0);
      return [...counts, ...(rare.length > 0 ? [left] : [])];
    }),
  );
}

function singleShares(
  names: readonly string[],
  counts: readonly (readonly number[])[],
): FeatureShares {
  return {
    kind: 'words',
    names,
    range: [-0.5, Math.max(1, names.length) - 0.5],
    shares: counts.map(sharesOf),
  };
}

function sharesOf(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return total === 0 ? [] : counts.map((count) => count / total);
}

function numbersOf(column: Column | undefined): number[] {
  return column?.kind === 'number' ? [...column.values].filter(Number.isFinite) : [];
}

function wordsOf(column: Column | undefined): string[] {
  if (column?.kind !== 'category') return [];
  return [...column.codes].filter((code) => code >= 0).map((code) => column.categories[code]);
}

function numberText(value: number, digits: number): string {
  return `${Number(value.toPrecision(digits))}`;
}
