import { readFileSync } from '../platform/files';
import { ArgumentError, DataError } from '../core/errors';

/** Text that a notebook's file holds whole or as a list of lines. */
export type NotebookText = string | readonly string[];

/** One output of a code cell; `data` by MIME type. */
export interface CellOutput {
  readonly output_type: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

export interface NotebookCell {
  readonly cell_type: string;
  readonly source: NotebookText;
  readonly outputs?: readonly CellOutput[];
  readonly [key: string]: unknown;
}

/** The part of a notebook's file that the book needs; the rest is handed on as it is. */
export interface NotebookFile {
  readonly cells: readonly NotebookCell[];
  readonly [key: string]: unknown;
}

/** Reads a notebook. @throws DataError that names a file that holds none */
export function readNotebookFile(file: string): NotebookFile {
  const text = readFileSync(file, 'utf8');
  try {
    const notebook = JSON.parse(text) as Partial<NotebookFile>;
    if (Array.isArray(notebook.cells)) return notebook as NotebookFile;
  } catch (error) {
    throw new DataError(file, 'must hold JSON', undefined, { cause: error });
  }
  throw new DataError(file, 'must hold a list of cells, as notebooks of format 4 do');
}

/** The whole text. */
export function joined(text: unknown): string {
  return Array.isArray(text) ? text.join('') : typeof text === 'string' ? text : '';
}

/**
 * The notebook with the outputs of the same notebook that was executed elsewhere. Its text is its own, so
 * that a changed word needs no new execution.
 *
 * @throws ArgumentError if it has another number of code cells
 */
export function withOutputsOf(notebook: NotebookFile, executed: NotebookFile): NotebookFile {
  const outputs = executed.cells.filter(isCode);
  const count = notebook.cells.filter(isCode).length;
  if (outputs.length !== count) {
    throw new ArgumentError('executed', `have ${count} code cells`, outputs.length);
  }
  let next = 0;
  const cells = notebook.cells.map((cell) => {
    if (!isCode(cell)) return cell;
    const { outputs: own, execution_count: number } = outputs[next++];
    return { ...cell, outputs: own, execution_count: number };
  });
  return { ...notebook, cells };
}

function isCode({ cell_type: type }: NotebookCell): boolean {
  return type === 'code';
}
