import { Buffer } from '../../platform/bytes';
import type { Column } from '../table';
import { type CellReader, notANumber } from './cells';
import { GrowingArray } from './growingArray';
import type { Cell } from './rowBlock';

/** A column of a table that is being read. */
export interface GrowingColumn {
  readonly kind: 'number' | 'category';
  /** Known cells, and those of them that are numbers. */
  readonly known: () => number;
  readonly numbers: () => number;
  /** Says how many cells are about to come. */
  readonly expect: (count: number) => void;
  /** Looks at a cell. False if it has no place in this column. */
  readonly look: (cell: Cell) => boolean;
  /** Appends the cell that was looked at last. */
  readonly keep: () => void;
  /** Memory that it takes. */
  readonly bytes: () => number;
  readonly finish: (name: string) => Column;
}

/** A column of numbers. */
export function growingNumbers(reader: CellReader): GrowingColumn {
  const values = new GrowingArray((length) => new Float64Array(length));
  let numbers = 0;
  let texts = 0;
  let value = NaN;
  return {
    kind: 'number',
    known: () => numbers + texts,
    numbers: () => numbers,
    expect: (count) => {
      values.reserve(count);
    },
    look: (cell) => {
      value = reader.numberOf(cell);
      if (!Number.isFinite(value)) {
        // A missing value is NaN.
        if (value !== notANumber && value !== -notANumber) return true;
        texts++;
        return false;
      }
      numbers++;
      return true;
    },
    keep: () => {
      values.push(value);
    },
    bytes: () => values.bytes,
    finish: (name) => ({ kind: 'number', name, values: values.finish() }),
  };
}

/** A column of words. */
export function growingCategories(reader: CellReader): GrowingColumn {
  const codes = new GrowingArray((length) => new Int32Array(length));
  const codeOf = new Map<string, number>();
  const numeric: boolean[] = [];
  const used: boolean[] = [];
  let known = 0;
  let numbers = 0;
  let textBytes = 0;
  let code = -1;
  return {
    kind: 'category',
    known: () => known,
    numbers: () => numbers,
    expect: (count) => {
      codes.reserve(count);
    },
    look: (cell) => {
      code = -1;
      if (reader.isMissing(cell)) return true;
      const text = String(cell);
      code = codeOf.get(text) ?? -1;
      if (code < 0) {
        code = codeOf.size;
        codeOf.set(ownText(text), code);
        numeric.push(Number.isFinite(reader.numberOf(cell)));
        used.push(false);
        textBytes += 80 + 2 * text.length;
      }
      known++;
      if (numeric[code]) numbers++;
      return true;
    },
    keep: () => {
      if (code >= 0) used[code] = true;
      codes.push(code);
    },
    bytes: () => codes.bytes + textBytes,
    finish: (name) => {
      const all = [...codeOf.keys()];
      const kept = codes.finish();
      if (used.every(Boolean)) return { kind: 'category', name, codes: kept, categories: all };
      // Some words stood only in rows that were dropped.
      const places = new Int32Array(all.length);
      const categories = all.filter((_, place) => used[place]);
      let next = 0;
      for (let place = 0; place < all.length; place++) places[place] = used[place] ? next++ : -1;
      return {
        kind: 'category',
        name,
        codes: kept.map((old) => (old < 0 ? -1 : places[old])),
        categories,
      };
    },
  };
}

/** A copy of a long piece of text, which would else keep the whole text in memory that it was cut from. */
function ownText(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}
