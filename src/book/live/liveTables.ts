import { ArgumentError } from '../../core/errors';
import { formatBytes } from '../../core/formatBytes';

/** What is known about chapters that run in their pages. */
export interface LiveFacts {
  /** Sizes of the programs that pages load, by file. */
  readonly sizes: Readonly<Record<string, { readonly bytes: number; readonly gzipped: number }>>;
  /** What was measured, by `node test/bench/liveBook.mjs`. */
  readonly times: readonly ChapterTime[];
}

/** How long a chapter takes, in seconds, in its small form. */
export interface ChapterTime {
  readonly chapter: string;
  readonly node: number;
  readonly page: number;
}

/** When a page loads which of its programs: each once, then the browser keeps it. */
const moments: readonly { readonly when: string; readonly files: readonly string[] }[] = [
  {
    when: 'when “Run this chapter here” is pressed',
    files: ['live.js', 'live-kernel.js', 'whole.js', 'tfjs.js', 'digits.bin'],
  },
  { when: 'when a cell chooses the backend', files: ['tfjs-backend-wasm-simd.wasm'] },
  {
    when: 'when training begins',
    files: ['worker.js', 'ort.js', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'],
  },
  { when: 'when a cell is edited', files: ['live-editor.js'] },
];

/** A page's text with the tables that stand for `<!-- what is loaded -->` and `<!-- times -->`. */
export function withLiveTables(markdown: string, facts: LiveFacts): string {
  return markdown
    .replace('<!-- what is loaded -->', () => loadTable(facts))
    .replace('<!-- times -->', () => timeTable(facts));
}

function loadTable({ sizes }: LiveFacts): string {
  const rows = moments.flatMap(({ when, files }) =>
    files.map((file, i) => {
      const size = Object.hasOwn(sizes, file) ? sizes[file] : undefined;
      if (!size) throw new ArgumentError('sizes', `have the file ${file}`, Object.keys(sizes));
      const { bytes, gzipped } = size;
      return [i === 0 ? when : '', `\`${file}\``, formatBytes(bytes), formatBytes(gzipped)];
    }),
  );
  return table(['when', 'file', 'bytes', 'gzipped'], rows);
}

function timeTable({ times }: LiveFacts): string {
  if (times.length === 0) return 'Nothing was measured yet.';
  const rows = times.map(({ chapter, node, page }) => [
    chapter,
    ...[node, page].map((seconds) => seconds.toFixed(0)),
    (page / node).toFixed(1),
  ]);
  return table(['chapter', 'Node, s', 'page, s', 'times longer'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((name) => (/^(?:when|file|chapter)$/.test(name) ? '---' : '--:'));
  return [head, rule, ...rows].map(line).join('\n');
}
