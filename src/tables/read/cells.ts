import type { Cell } from './rowBlock';

/** The number that a text writes, else NaN. Neither hexadecimal nor infinite. */
export function numberIn(text: string): number {
  const value = Number(text);
  // Number() reads 0x1F, 0b1 and 0o7, and nothing at all as 0.
  if (value === 0 && text.trim() === '') return NaN;
  const plain = text.charCodeAt(0) > 32 && !(text.charCodeAt(1) > 57);
  if (!plain && /^\s*0[xbo]/i.test(text)) return NaN;
  return Number.isFinite(value) ? value : NaN;
}

/** Whether a text is a number with a decimal comma: `1,5`, `1.234,56`. */
export function hasDecimalComma(text: string): boolean {
  return /^\s*[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+(e[+-]?\d+)?\s*$/i.test(text);
}

/** What stands for a cell of a number column that is known and no number. */
export const notANumber = Infinity;

/** Reads the cells of a column. */
export interface CellReader {
  readonly isMissing: (cell: Cell) => boolean;
  /** The finite number of a cell; NaN for a missing one; {@link notANumber} for any other. */
  readonly numberOf: (cell: Cell) => number;
}

/**
 * @param missing texts that stand for a missing value; space around them does not count
 * @param decimal the decimal mark of numbers in text
 * @param textual whether text may be a number
 */
export function cellReader(
  missing: readonly string[],
  decimal: '.' | ',',
  textual: boolean,
): CellReader {
  const texts = new Set(missing.map((text) => text.trim()));
  const fromText = decimal === '.' ? numberIn : numberWithComma;
  // Where a number such as -999 stands for a missing value, numbers are compared, too.
  const codes = missing.some((text) => !isNaN(fromText(text)));
  const isMissing = (cell: Cell): boolean => {
    if (cell === null) return true;
    if (typeof cell === 'number') return isNaN(cell) || (codes && texts.has(String(cell)));
    return texts.has(cell) || texts.has(cell.trim());
  };
  const numberOf = (cell: Cell): number => {
    if (cell === null || (codes && isMissing(cell))) return NaN;
    if (typeof cell === 'number') return cell;
    const value = textual ? fromText(cell) : NaN;
    return isNaN(value) && !isMissing(cell) ? notANumber : value;
  };
  return { isMissing, numberOf };
}

/** `1,5` is 1.5; a point has no place in such a number. */
function numberWithComma(text: string): number {
  return text.includes('.') ? NaN : numberIn(text.replace(',', '.'));
}
