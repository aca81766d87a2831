import { writeFileSync } from '../platform/files';
import { csvField } from '../core/csvField';
import { ArgumentError } from '../core/errors';
import { replaceFile } from '../core/files';
import type { Column, Table } from './table';

/** Characters that are written at once. */
const pieceCharacters = 1 << 20;

/**
 * Writes a table as CSV (RFC 4180; UTF-8, lines end with CR LF), or with tabs for a path that ends in
 * `.tsv`. The file is complete or as it was before. A missing value is an empty field; numbers are read
 * back exactly, and so are categories if `readTable` is told of those that look like numbers (`types`)
 * or like missing values (`missing: ['']`).
 *
 * @throws ArgumentError if the path ends in neither `.csv` nor `.tsv`
 * @throws FileError if the file cannot be written
 *
 * ```ts
 * const table = fl.tables.tableOf({ hospital: ['north', 'south'], age: [54, NaN] });
 * fl.tables.writeTable(table, 'patients.csv');
 * ```
 */
export function writeTable(table: Table, path: string): void {
  const ending = /\.(csv|tsv)$/i.exec(path)?.[1].toLowerCase();
  if (ending === undefined) throw new ArgumentError('path', 'end in .csv or .tsv', path);
  const delimiter = ending === 'csv' ? ',' : '\t';
  const cells = table.columns.map(cellsOf);
  const line = (fields: readonly string[]): string =>
    `${fields.map((field) => csvField(field, delimiter)).join(delimiter)}\r\n`;
  replaceFile(path, (descriptor) => {
    let text = line(table.columns.map(({ name }) => name));
    for (let row = 0; row < table.rows; row++) {
      text += line(cells.map((cell) => cell(row)));
      if (text.length < pieceCharacters) continue;
      writeFileSync(descriptor, text);
      text = '';
    }
    writeFileSync(descriptor, text);
  });
}

/** The text of each of a column's cells. */
function cellsOf(column: Column): (row: number) => string {
  if (column.kind === 'category') {
    return (row) => (column.codes[row] < 0 ? '' : column.categories[column.codes[row]]);
  }
  return (row) => {
    const value = column.values[row];
    if (Number.isNaN(value)) return '';
    return Object.is(value, -0) ? '-0' : String(value);
  };
}
