import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectPython, runPython } from './python';
import { root } from './setup';

/** A notebook that a test may change at will before it is written. */
export interface LooseNotebook {
  cells: LooseCell[];
  metadata: Record<string, unknown>;
  nbformat: number;
  nbformat_minor: number;
}

export interface LooseCell {
  cell_type: string;
  id: string;
  source: string;
  metadata: Record<string, unknown>;
  execution_count?: number | null;
  outputs?: LooseOutput[];
}

export interface LooseOutput {
  output_type: string;
  name?: string;
  text?: string;
  data?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
}

const plotly = 'application/vnd.plotly.v1+json';

export const text = (source: string, id: string): LooseCell => ({
  cell_type: 'markdown',
  id,
  source,
  metadata: {},
});

export const stream = (printed: string, name = 'stdout'): LooseOutput => ({
  output_type: 'stream',
  name,
  text: printed,
});

/** An output in several forms. */
export const shown = (
  data: Record<string, unknown>,
  metadata: Record<string, unknown> = {},
): LooseOutput => ({ output_type: 'display_data', data, metadata });

/** A chart with its picture, as the library shows it. */
export const chart = (values: readonly number[]): LooseOutput =>
  shown({
    [plotly]: { data: [{ y: values }], layout: { title: { text: 'A chart' } } },
    'image/svg+xml': '<svg/>',
    'text/plain': 'Chart: A chart',
  });

/** A small chapter that keeps all rules: fifteen code cells, executed. */
export function cleanChapter(): LooseNotebook {
  const opening =
    '# 1 · A title\n\nAt the end you will have read it.\n\nRunning all cells takes a second.';
  const code = Array.from({ length: 15 }, (_, i): LooseCell => {
    const tags = i === 0 ? { tags: ['parameters'] } : {};
    const source = i === 0 ? 'const seed = 1;' : `console.log(${i});`;
    const outputs = i === 0 ? [] : [stream(`${i}\n`)];
    const id = `code-${i}`;
    return { cell_type: 'code', id, source, metadata: tags, execution_count: i + 1, outputs };
  });
  const end = [
    text('## Summary\n\nRead.', 'summary'),
    text('## Exercises\n\n1. Write.', 'exercises'),
  ];
  const cells = [text(opening, 'opening'), ...code, ...end];
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

/** The texts of these notebooks as `npm run notebooks -- --write` leaves them behind. */
export async function tidied(notebooks: readonly LooseNotebook[]): Promise<string[]> {
  return JSON.parse(await runPython('tidied.py', JSON.stringify(notebooks))) as string[];
}

/** Writes a notebook's file, with its folder. */
export function put(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** What `npm run notebooks -- --check` says of these files, line by line. */
export function check(files: readonly string[], options: readonly string[] = []): string[] {
  const script = join(root, 'src', 'notebook', 'check.py');
  const { status, stdout, stderr } = spawnSync(
    projectPython()!,
    ['-B', script, ...options, ...files],
    { cwd: root, encoding: 'utf8' },
  );
  const lines = stdout.split('\n').filter(Boolean);
  if (status !== (lines.length > 0 ? 1 : 0)) throw new Error(`${stdout}${stderr}`);
  return lines;
}
