import { DataError } from '../../core/errors';
import { decodedText } from './decodedText';
import { fileBytes } from './fileBytes';
import { jsonCells } from './jsonCells';
import type { ReadOptions } from './readOptions';
import type { Cell, RowBlock, RowSource } from './rowBlock';

/** A line is never longer than this. */
const mostCharacters = 1 << 25;

/**
 * The rows of a JSON Lines file: one object a line. A key that a line does not have is missing there;
 * true and false are categories. A blank line is no row.
 */
export function jsonRows(file: string, options: ReadOptions): RowSource {
  const text = decodedText(file, fileBytes(file), options.encoding);
  const blocks = parsedBlocks(file, text);
  return { file, place: 'line', textual: false, namesAreFixed: false, blocks };
}

async function* parsedBlocks(file: string, texts: AsyncIterable<string>): AsyncGenerator<RowBlock> {
  let rest = '';
  let line = 1;
  const columns = new Map<string, number>();
  const parse = (text: string): RowBlock => {
    const lines = text.split('\n');
    const block = blockOf(lines, line, columns);
    line += lines.length;
    return block;
  };
  for await (const piece of texts) {
    rest += piece;
    const end = rest.lastIndexOf('\n');
    if (end < 0 && rest.length > mostCharacters) {
      throw new DataError(file, `line ${line} is too long for JSON Lines: one object a line`);
    }
    if (end < 0) continue;
    yield parse(rest.slice(0, end));
    rest = rest.slice(end + 1);
  }
  if (rest.trim() !== '') yield parse(rest);
}

function blockOf(
  lines: readonly string[],
  firstLine: number,
  columns: Map<string, number>,
): RowBlock {
  const rows: Cell[][] = [];
  const bad = new Map<number, string>();
  const places: number[] = [];
  lines.forEach((text, place) => {
    if (text.trim() === '') return;
    const row = rowOf(text, columns);
    if (typeof row === 'string') bad.set(rows.length, row);
    rows.push(typeof row === 'string' ? [] : row);
    places.push(firstLine + place);
  });
  return { names: [...columns.keys()], rows, bad, lineOf: (row) => places[row] };
}

/** The cells of a line, or what is wrong with it. */
function rowOf(text: string, columns: Map<string, number>): Cell[] | string {
  try {
    return jsonCells(JSON.parse(text), columns);
  } catch {
    return 'is not JSON';
  }
}
