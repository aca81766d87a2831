import { DataError } from '../../core/errors';
import { messageOf } from '../../core/systemError';
import { decodedText } from './decodedText';
import { fileBytes } from './fileBytes';
import { jsonCells } from './jsonCells';
import type { ReadOptions } from './readOptions';
import type { Cell, RowBlock, RowSource } from './rowBlock';

/** JSON in one piece is parsed in memory, where it takes several times its size. */
const mostCharacters = 1 << 28;

/**
 * The rows of a JSON file that holds one array of objects. A key that an object does not have is missing
 * there.
 */
export function jsonArrayRows(file: string, options: ReadOptions): RowSource {
  const blocks = wholeFile(file, options.encoding);
  return { file, place: 'row', textual: false, namesAreFixed: false, blocks };
}

async function* wholeFile(file: string, encoding?: string): AsyncGenerator<RowBlock> {
  const objects = parsed(file, await wholeText(file, encoding));
  const columns = new Map<string, number>();
  const rows: Cell[][] = [];
  const bad = new Map<number, string>();
  objects.forEach((object, place) => {
    const row = jsonCells(object, columns);
    if (typeof row === 'string') bad.set(place, row);
    rows.push(typeof row === 'string' ? [] : row);
  });
  yield { names: [...columns.keys()], rows, bad, lineOf: (row) => row + 1 };
}

async function wholeText(file: string, encoding?: string): Promise<string> {
  const pieces: string[] = [];
  let length = 0;
  for await (const piece of decodedText(file, fileBytes(file), encoding)) {
    pieces.push(piece);
    length += piece.length;
    if (length > mostCharacters) {
      throw new DataError(
        file,
        'is too long for one JSON array; JSON Lines is read piece by piece',
      );
    }
  }
  return pieces.join('');
}

function parsed(file: string, text: string): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const problem = `is not JSON: ${messageOf(cause).slice(0, 200)}; one object a line is JSON Lines`;
    throw new DataError(file, `${problem} (format: 'jsonl')`, undefined, { cause });
  }
  if (Array.isArray(value)) return value;
  throw new DataError(file, 'is not an array of objects, one a row');
}
