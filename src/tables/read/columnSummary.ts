import { Buffer } from '../../platform/bytes';
import { type CellReader, notANumber } from './cells';
import { kindFrom } from './columnKind';
import type { Cell } from './rowBlock';

/** Different categories that are counted. */
const mostCategories = 10_000;

/** What a column of a file holds. */
export interface ColumnSummary {
  readonly name: string;
  readonly kind: 'number' | 'category';
  readonly missing: number;
  /** Known values that are numbers, if there are any. */
  readonly numbers?: {
    readonly count: number;
    readonly min: number;
    readonly mean: number;
    readonly max: number;
  };
  /** For categories: how many different ones, at most 10,000, and the ten most frequent. */
  readonly categories?: {
    readonly distinct: number;
    /** False if there are more than were counted. */
    readonly complete: boolean;
    readonly mostFrequent: readonly { readonly category: string; readonly count: number }[];
  };
}

/** A summary that grows cell by cell. */
export interface SummarizedColumn {
  readonly name: string;
  /** Adds a cell; what is wrong with it, if anything is. */
  readonly add: (cell: Cell) => string | undefined;
  readonly summary: () => ColumnSummary;
}

/**
 * @param kind what the column seems to hold by its first rows
 * @param fixed whether that was said, not found
 * @param missingBefore rows before the column began
 */
export function columnSummary(
  name: string,
  kind: 'number' | 'category',
  fixed: boolean,
  reader: CellReader,
  missingBefore: number,
): SummarizedColumn {
  const counts = new Map<string, number>();
  let complete = true;
  let missing = missingBefore;
  let known = 0;
  let count = 0;
  let mean = 0;
  let min = Infinity;
  let max = -Infinity;
  let zeros = false;
  const addNumber = (value: number): void => {
    count++;
    mean += (value - mean) / count;
    if (value < min) min = value;
    if (value > max) max = value;
  };
  const addCategory = (cell: Cell): void => {
    const text = String(cell);
    const before = counts.get(text);
    if (before !== undefined) counts.set(text, before + 1);
    else if (counts.size < mostCategories) counts.set(Buffer.from(text).toString(), 1);
    else complete = false;
  };
  const add = (cell: Cell): string | undefined => {
    const value = reader.numberOf(cell);
    if (Number.isNaN(value) && reader.isMissing(cell)) {
      missing++;
      return undefined;
    }
    known++;
    if (Number.isFinite(value)) addNumber(value);
    if (kind === 'category') {
      addCategory(cell);
      return undefined;
    }
    if (value === notANumber || value === -notANumber) {
      addCategory(cell);
      return `${JSON.stringify(String(cell).slice(0, 80))} is not a number`;
    }
    if (zeros || typeof cell !== 'string' || !beginsWithZero(cell)) return undefined;
    zeros = true;
    const advice = "if it is a code, say types: 'category'";
    return `${JSON.stringify(cell.slice(0, 80))} begins with a zero and is read as ${value}; ${advice}`;
  };
  const summary = (): ColumnSummary => {
    const found = fixed ? kind : kindFrom(known, count);
    const mostFrequent = [...counts]
      .map(([category, count]) => ({ category, count }))
      .sort((a, b) => b.count - a.count)
      .slice(0, 10);
    return {
      name,
      kind: found,
      missing,
      ...(count > 0 && { numbers: { count, min, mean, max } }),
      ...(found === 'category' && {
        // If the first rows looked like numbers, only the texts were counted.
        categories: {
          distinct: counts.size,
          complete: complete && kind === 'category',
          mostFrequent,
        },
      }),
    };
  };
  return { name, add, summary };
}

/** Whether a text is `007`, not `0` or `0.7`. */
function beginsWithZero(text: string): boolean {
  const second = text.charCodeAt(1);
  return text.charCodeAt(0) === 48 && second >= 48 && second <= 57;
}
