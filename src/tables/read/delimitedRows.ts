import { Buffer } from '../../platform/bytes';
import Papa from 'papaparse';
import { ArgumentError, DataError } from '../../core/errors';
import { numberIn } from './cells';
import { decodedText, lineBreaks } from './decodedText';
import { fileBytes, plainSize } from './fileBytes';
import { type ReadOptions, endingOf } from './readOptions';
import type { RowBlock, RowSource } from './rowBlock';

/** A row is never longer than this; a quoted field whose end is missing would be. */
const mostCharacters = 1 << 25;

interface Layout {
  readonly delimiter: string;
  readonly newline: '\n' | '\r';
}

interface Parsed {
  readonly data: string[][];
  readonly errors: readonly { readonly code: string; readonly row?: number }[];
  readonly meta: { readonly cursor: number };
}

/**
 * The rows of a CSV file (RFC 4180), or of one with another delimiter. A blank line is no row, unless
 * the table has one column: there it is a row whose value is missing.
 */
export function delimitedRows(file: string, options: ReadOptions): RowSource {
  const text = decodedText(file, fileBytes(file), options.encoding);
  const blocks = parsedBlocks(file, text, options);
  return { file, place: 'line', textual: true, namesAreFixed: true, blocks };
}

async function* parsedBlocks(
  file: string,
  texts: AsyncIterable<string>,
  options: ReadOptions,
): AsyncGenerator<RowBlock> {
  let rest = '';
  let line = 1;
  let names: readonly string[] | undefined;
  let layout: Layout | undefined;
  const size = await plainSize(file);
  const parse = (text: string, last: boolean): RowBlock | undefined => {
    layout ??= layoutOf(file, text, options);
    const { newline } = layout;
    const { data, errors, meta } = new Papa.Parser(layout).parse(text, 0, !last) as Parsed;
    const first = line;
    const broken = new Map<number, string>();
    for (const { code, row = 0 } of errors) {
      if (code === 'MissingQuotes') throw unclosed(file, first + linesBefore(data, row, newline));
      broken.set(row, 'text follows a closing quote');
    }
    rest = text.slice(meta.cursor);
    if (rest.length > mostCharacters) {
      throw unclosed(file, first + linesBefore(data, data.length, newline));
    }
    line += lineBreaks(text.slice(0, meta.cursor), newline);
    if (newline === '\n') data.forEach(withoutReturn);
    let start = 0;
    let expected: { readonly expectedRows: number } | undefined;
    if (names === undefined && data.length > 0) {
      start = options.header === false ? 0 : 1;
      names = columnNames(file, data[0], options);
      // A margin of a tenth for shorter rows to come.
      const share = size / Buffer.byteLength(text.slice(0, meta.cursor));
      expected = { expectedRows: Math.ceil(1.1 * share * data.length) };
    }
    if (names === undefined) return undefined;
    const block = blockOf(names, data, { start, first, newline, broken });
    return size > 0 ? { ...block, ...expected } : block;
  };
  for await (const piece of texts) {
    const block = parse(rest + piece, false);
    if (block) yield block;
  }
  if (rest !== '') {
    const block = parse(rest, true);
    if (block) yield block;
  }
  if (names === undefined) throw new DataError(file, 'is empty');
}

/** The rows of a parsed text, without its header and its blank lines. */
function blockOf(
  names: readonly string[],
  data: readonly string[][],
  from: {
    readonly start: number;
    readonly first: number;
    readonly newline: string;
    readonly broken: ReadonlyMap<number, string>;
  },
): RowBlock {
  const rows: string[][] = [];
  const places: number[] = [];
  const bad = new Map<number, string>();
  for (let place = from.start; place < data.length; place++) {
    const row = data[place];
    if (names.length > 1 && row.length === 1 && row[0] === '') continue;
    const problem = from.broken.get(place) ?? wrongLength(row.length, names.length);
    if (problem !== undefined) bad.set(rows.length, problem);
    rows.push(row);
    places.push(place);
  }
  let lines: Float64Array | undefined;
  const lineOf = (row: number): number => {
    lines ??= linesOf(data, from.newline);
    return from.first + lines[places[row]];
  };
  return { names, rows, bad, lineOf };
}

function wrongLength(found: number, expected: number): string | undefined {
  if (found === expected) return undefined;
  return `holds ${found} field${found === 1 ? '' : 's'} instead of ${expected}`;
}

/** How many lines of the text come before each row. */
function linesOf(data: readonly (readonly string[])[], newline: string): Float64Array {
  const lines = new Float64Array(data.length);
  for (let row = 1; row < data.length; row++) {
    let breaks = 1;
    for (const field of data[row - 1]) breaks += lineBreaks(field, newline);
    lines[row] = lines[row - 1] + breaks;
  }
  return lines;
}

function linesBefore(data: readonly string[][], row: number, newline: string): number {
  return linesOf([...data, []], newline)[Math.min(row, data.length)];
}

/** In text that breaks lines with `\r\n`, or with `\r\n` and `\n` mixed, the return is no part of a field. */
function withoutReturn(row: string[]): void {
  const last = row.length - 1;
  if (row[last].endsWith('\r')) row[last] = row[last].slice(0, -1);
}

function layoutOf(file: string, text: string, options: ReadOptions): Layout {
  const newline = text.includes('\n') || !text.includes('\r') ? '\n' : '\r';
  const tab = /^(tsv|tab)$/.test(endingOf(file)) ? '\t' : undefined;
  return { delimiter: options.delimiter ?? tab ?? guessDelimiter(text, newline), newline };
}

/** The delimiter that cuts most of the first rows into as many fields as the first. */
function guessDelimiter(text: string, newline: Layout['newline']): string {
  let best = { delimiter: ',', share: 0, width: 1 };
  for (const delimiter of [',', ';', '\t', '|']) {
    const { data } = Papa.parse<string[]>(text, { preview: 20, delimiter, newline });
    const rows = data.filter((row) => row.length > 1 || row[0].trim() !== '');
    const width = rows.at(0)?.length ?? 0;
    const share = rows.filter((row) => row.length === width).length / rows.length;
    if (width > 1 && (share > best.share || (share === best.share && width > best.width))) {
      best = { delimiter, share, width };
    }
  }
  return best.delimiter;
}

function unclosed(file: string, line: number): DataError {
  return new DataError(
    file,
    `line ${line}: a quoted field that begins here is not closed, or before its end`,
  );
}

/** The checked names of the columns. */
function columnNames(file: string, first: readonly string[], options: ReadOptions): string[] {
  const { header = true, names } = options;
  if (names && names.length !== first.length) {
    throw new ArgumentError('names', `name all ${first.length} columns of ${file}`, names);
  }
  if (!header && !names) return first.map((_, column) => `column${column + 1}`);
  const found = (names ?? first).map((name) => name.trim());
  if (options.header === undefined && !names && found.every((name) => !isNaN(numberIn(name)))) {
    const advice = 'without a header, say { header: false }; if these are names, { header: true }';
    throw new DataError(file, `line 1 holds numbers where column names were expected; ${advice}`);
  }
  const places = new Map<string, number>();
  found.forEach((name, column) => {
    const advice = 'rename it in the file, or give all names with the option names';
    if (name === '') throw new DataError(file, `column ${column + 1} has no name; ${advice}`);
    const before = places.get(name);
    if (before !== undefined) {
      const where = `columns ${before + 1} and ${column + 1}`;
      throw new DataError(file, `two columns are named "${name}" (${where}); ${advice}`);
    }
    places.set(name, column);
  });
  return found;
}
