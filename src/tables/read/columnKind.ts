import { DataError } from '../../core/errors';
import { type CellReader, hasDecimalComma, numberIn } from './cells';
import type { RowBlock, RowSource } from './rowBlock';

/** The share of numbers from which a column is one of numbers, and text in it is an error. */
const mostlyNumbers = 0.95;

/** What a column holds, by how many of its known cells are numbers. */
export function kindFrom(known: number, numbers: number): 'number' | 'category' {
  return numbers >= mostlyNumbers * known ? 'number' : 'category';
}

/** What a column seems to hold, by the rows of one block. */
export function kindInBlock(
  block: RowBlock,
  column: number,
  reader: CellReader,
): 'number' | 'category' {
  let known = 0;
  let numbers = 0;
  block.rows.forEach((row, place) => {
    if (block.bad.has(place)) return;
    const value = reader.numberOf(row[column] ?? null);
    if (isNaN(value)) return;
    known++;
    if (Number.isFinite(value)) numbers++;
  });
  return kindFrom(known, numbers);
}

/** The row of a block that shows that a column's numbers have a decimal comma, if they do. */
export function decimalCommaIn(
  source: RowSource,
  block: RowBlock,
  column: number,
  reader: CellReader,
): { readonly row: number; readonly text: string } | undefined {
  if (!source.textual) return undefined;
  let first: { row: number; text: string } | undefined;
  let known = 0;
  let numbers = 0;
  block.rows.forEach((row, place) => {
    const cell = row[column] ?? null;
    if (block.bad.has(place) || typeof cell !== 'string' || reader.isMissing(cell)) return;
    known++;
    if (hasDecimalComma(cell)) {
      first ??= { row: place, text: cell };
      numbers++;
    } else if (!isNaN(numberIn(cell))) {
      numbers++;
    }
  });
  return kindFrom(known, numbers) === 'number' ? first : undefined;
}

/** The error for a column whose numbers have a decimal comma. */
export function decimalCommaError(
  file: string,
  line: number,
  name: string,
  text: string,
): DataError {
  const problem = `line ${line}, column "${name}": ${JSON.stringify(text)} has a decimal comma`;
  const advice = `read it with { decimal: ',' }, or as text with ${typesAdvice(name)}`;
  return new DataError(file, `${problem}; ${advice}`);
}

/** The option that makes a column one of words: `{ types: { age: 'category' } }`. */
export function typesAdvice(name: string): string {
  const key = /^[a-z_$][\w$]*$/i.test(name) ? name : JSON.stringify(name);
  return `{ types: { ${key}: 'category' } }`;
}
