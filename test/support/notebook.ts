import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { flowerPython } from './flowerPython';
import { noPython, projectPython } from './python';
import { root, withSetup } from './setup';

export interface Output {
  readonly output_type: string;
  readonly name?: string;
  readonly text?: string | string[];
  readonly data?: Readonly<Record<string, unknown>>;
  /** A sentence of `showClaim`, or what the cell lacks that it needs (`optionalPart`). */
  readonly metadata?: {
    readonly federated?: { readonly claim?: boolean; readonly skipped?: string };
  };
}

export interface Cell {
  readonly cell_type: string;
  readonly source: string | string[];
  readonly metadata?: { readonly tags?: readonly string[] };
  readonly execution_count?: number | null;
  readonly outputs?: readonly Output[];
}

export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Why notebooks cannot be executed here, or undefined where they can. */
export const noKernel: string | undefined = !projectPython()
  ? noPython
  : existsSync(join(root, 'src', 'dist', 'index.js'))
    ? undefined
    : 'src/ is not compiled; npm test does it';

/** The files of all chapters, the appendices and the solutions, in reading order. */
export function notebookFiles(): string[] {
  const names = withSetup('notebooks.mjs', 'it.notebooks()') as string[];
  return names.map((name) => join(root, 'notebooks', name));
}

export function readNotebook(file: string): Notebook {
  return JSON.parse(readFileSync(file, 'utf8')) as Notebook;
}

/** Text that the file may hold whole or as a list of lines. */
export function joined(text: string | string[] | undefined): string {
  return typeof text === 'string' ? text : (text ?? []).join('');
}

/** The code cells that do something, in order. */
export function codeCells(notebook: Notebook): Cell[] {
  return notebook.cells.filter((cell) => cell.cell_type === 'code' && joined(cell.source).trim());
}

/** What a cell printed on one of its two streams. */
export function printed(cell: Cell, stream: 'stdout' | 'stderr' = 'stdout'): string {
  const outputs = (cell.outputs ?? []).filter((output) => output.name === stream);
  return outputs.map((output) => joined(output.text)).join('');
}

/** Calls `body` with a new folder inside notebooks/, where the kernel finds the library. */
export async function withNotebookFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  const parent = join(root, 'notebooks', '_build');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'test-'));
  try {
    return await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Executes a notebook file as `npm run tutorial` does; what was said, and whether it worked.
 *
 * @param options before the files, such as `--set seed=2`
 */
export function execute(
  file: string,
  output: string,
  options: readonly string[] = [],
): Promise<{ ok: boolean; said: string }> {
  const script = join(root, 'src', 'notebook', 'execute.py');
  const environment = 'it.childEnvironment(it.embeddedDataOnly())';
  const env = withSetup('paths.mjs', environment) as NodeJS.ProcessEnv;
  if (flowerPython) env.FEDERATED_FLOWER_PYTHON = flowerPython;
  return new Promise((resolve, reject) => {
    const child = spawn(projectPython()!, ['-B', script, ...options, file, output], {
      cwd: root,
      env,
    });
    let said = '';
    const collect = (chunk: Buffer): void => {
      said += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ ok: code === 0, said });
    });
  });
}

/** Writes a notebook of these code cells; the first of them has the given tags. */
export function writeNotebook(
  file: string,
  sources: readonly string[],
  tags: readonly string[] = [],
  metadata: object = {},
): void {
  const cells = sources.map((source, index) => ({
    cell_type: 'code',
    execution_count: null,
    metadata: index === 0 && tags.length > 0 ? { tags } : {},
    outputs: [],
    source,
  }));
  const notebook = { cells, metadata, nbformat: 4, nbformat_minor: 4 };
  writeFileSync(file, JSON.stringify(notebook));
}
