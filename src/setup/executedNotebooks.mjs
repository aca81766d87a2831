import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism, freemem } from 'node:os';
import { join } from 'node:path';
import { contentHash } from './contentHash.mjs';
import { childEnvironment, embeddedDataOnly, inside } from './paths.mjs';
import { runLogged } from './programs.mjs';
import { step } from './step.mjs';

const cache = inside('.cache', 'book', 'executed');

/** What a kernel with a chapter in it takes at most, in bytes, and the cores that it keeps busy. */
const kernel = { memory: 1e9, cores: 2 };

/**
 * Notebooks with fresh outputs, as path in notebooks/ -> executed file. A notebook whose code, library and
 * packages are those of an earlier execution is not executed again.
 *
 * @param names paths in notebooks/
 */
export async function executedNotebooks(python, names) {
  const base = contentHash([
    ...['src/dist/.sources.json', 'package-lock.json', 'environment.yml'].map((path) =>
      inside(path),
    ),
    inside('src', 'notebook', 'execute.py'),
  ]);
  const files = names.map((path) => path.replaceAll('\\', '/'));
  const executed = Object.fromEntries(
    files.map((path) => [path, join(cache, `${notebookKey(path, base)}.ipynb`)]),
  );
  const missing = files.filter((path) => !existsSync(executed[path]));
  mkdirSync(cache, { recursive: true });
  const room = Math.min(availableParallelism() / kernel.cores, freemem() / kernel.memory);
  const atOnce = Math.max(1, Math.floor(Math.min(room, missing.length)));
  // Lines that count seconds would overwrite each other, so several at once are one line.
  const alone = atOnce === 1 ? step : (_, work) => work();
  const together = atOnce === 1 ? (_, work) => work() : step;
  await together(`${missing.length} notebooks`, () =>
    inParallel(missing, atOnce, (path) => alone(path, () => execute(python, path, executed[path]))),
  );
  return executed;
}

/** What the outputs of a notebook follow from: its code, and everything under `base`. */
export function notebookKey(path, base) {
  const { cells } = JSON.parse(readFileSync(inside('notebooks', path), 'utf8'));
  const code = cells.filter(({ cell_type: type }) => type === 'code');
  const sources = code.map(({ source }) => (Array.isArray(source) ? source.join('') : source));
  const parts = [base, process.version, path, ...sources];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

function execute(python, path, output) {
  const script = inside('src', 'notebook', 'execute.py');
  const log = `execute-${path.replaceAll('/', '-')}`;
  return runLogged(log, [python, '-B', script, inside('notebooks', path), output], {
    env: childEnvironment(embeddedDataOnly()),
  });
}

/** Calls `work` for each item, for so many at a time. */
async function inParallel(items, atOnce, work) {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
