import { DataError } from '../../core/errors';
import { hasDecimalComma } from './cells';
import { typesAdvice } from './columnKind';
import type { ReadColumn } from './readRows';
import type { ReadOptions } from './readOptions';

/** The error for a column of numbers that holds text. */
export function textInNumbers(column: ReadColumn, options: ReadOptions): DataError {
  const { name, cells, firstText } = column;
  const { file, line, value } = firstText!;
  const others = cells.known() - cells.numbers();
  const said = options.types?.[name] === 'number';
  const reason = said
    ? 'which types says it is'
    : `but ${share(cells.numbers(), cells.known())} of the column's known values are`;
  const count = others > 1 ? ` (${others.toLocaleString('en-US')} such values)` : '';
  const comma =
    options.decimal !== ',' && hasDecimalComma(value) ? "; { decimal: ',' } reads a comma" : '';
  const ways = [
    `drop such rows with { onBadRow: 'drop' }`,
    `read the column as text with ${typesAdvice(name)}`,
    `or list in missing what stands for a missing value`,
  ];
  return new DataError(
    file,
    `line ${line}, column "${name}": ${JSON.stringify(value)} is not a number, ${reason}${count}${comma}; ` +
      ways.join(', '),
  );
}

function share(part: number, whole: number): string {
  return `${(Math.floor((1000 * part) / whole) / 10).toLocaleString('en-US')} %`;
}
