import type { Place } from '../cells/places';

/** A cell that has run, as its errors see it. */
export interface KnownCell {
  readonly source: string;
  /** Where a place of its code stands in the cell. */
  readonly place: (inCode: Place) => Place | undefined;
}

/** The name under which the engine knows the code of a cell, by its execution count. */
export const scriptName = (count: number): string => `cell:${count}`;

/** The most frames that an error shows. */
const mostFrames = 5;
/** The most characters of a line of code that a frame shows. */
const mostCode = 80;

/** A frame as V8 writes it, `at name (cell:3:2:5)`, or as Firefox does, `name@cell:3:2:5`. */
const frame = /^\s*(?:at (?:async )?(?:(.*?) \()?|(?:async\*)?(.*?)@)cell:(\d+):(\d+):(\d+)\)?$/;
/** What engines call code that is nobody's function. */
const nameless = /^(?:eval|anonymous|[</].*)?$/;

/** What V8 puts before the name of a function that another cell has declared. */
const ofVariables = /^Object\./;

/** The frames of an error's stack that stand in cells, innermost first; of a line, only the first. */
export function cellFrames(stack: string, cells: ReadonlyMap<number, KnownCell>): string[] {
  const frames: { readonly at: string; readonly text: string }[] = [];
  for (const line of stack.split('\n')) {
    const match = frame.exec(line);
    if (!match) continue;
    const [v8, firefox] = match.slice(1) as (string | undefined)[];
    const [count, row, column] = match.slice(3);
    const cell = cells.get(Number(count));
    const place = cell?.place({ line: Number(row), column: Number(column) });
    if (!cell || !place) continue;
    const found = (v8 ?? firefox ?? '').replace(ofVariables, '');
    const name = nameless.test(found) ? '' : found;
    const at = `${name} ${count} ${place.line}`;
    if (frames.at(-1)?.at === at) continue;
    frames.push({ at, text: shown(name, count, place, cell.source) });
  }
  return frames.slice(0, mostFrames).map(({ text }) => text);
}

/** `at name (cell [3], line 2, column 5): the line’s code` */
export function shown(name: string, count: number | string, place: Place, source: string): string {
  const at = `cell [${count}], line ${place.line}, column ${place.column}`;
  const code = (source.split('\n')[place.line - 1] ?? '').trim();
  const excerpt = code.length > mostCode ? `${code.slice(0, mostCode - 1)}…` : code;
  const where = name === '' ? `    at ${at}` : `    at ${name} (${at})`;
  return excerpt === '' ? where : `${where}: ${excerpt}`;
}
