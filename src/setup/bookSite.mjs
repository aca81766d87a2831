import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { contentHash } from './contentHash.mjs';
import { inside } from './paths.mjs';
import { runLogged } from './programs.mjs';
import { step } from './step.mjs';

/** The folder of the finished book. */
export const bookFolder = inside('notebooks', '_build', 'book');

const cache = inside('.cache', 'book');
const stamp = join(cache, 'built.json');

/** What the book is made from, besides notebooks that were executed elsewhere. */
const sources = [
  inside('notebooks'),
  inside('src', 'book'),
  inside('src', 'dist', '.sources.json'),
  inside('environment.yml'),
  inside('package-lock.json'),
];

/**
 * Makes the book unless it is there and nothing has changed.
 *
 * @param executed notebooks with fresh outputs: path in notebooks/ -> file
 */
export async function buildBook(python, executed = {}) {
  const own = (path) =>
    /\.(ipynb|md|bib|svg|py|css|js|json)$/.test(path) && !/(^|\/)(_build|runs|\.\w+)\//.test(path);
  const key = JSON.stringify([
    contentHash([...sources, ...Object.values(executed)], own),
    Object.keys(executed),
  ]);
  if (
    existsSync(join(bookFolder, 'index.html')) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === key
  )
    return;
  rmSync(stamp, { force: true });
  const api = await apiPages();
  await step('the book', async () => {
    const { stageBook } = await import(
      pathToFileURL(inside('src', 'dist', 'book', 'stageBook.js')).href
    );
    const target = join(cache, 'pages');
    stageBook({ notebooks: inside('notebooks'), api, target, executed });
    const doctrees = ['-d', join(cache, 'doctrees')];
    const config = ['-c', inside('src', 'book', 'sphinx')];
    // A warning, such as one about a link that leads nowhere, is an error.
    const strict = ['-W', '--keep-going'];
    const command = ['-B', '-m', 'sphinx', '-b', 'html', '-q', ...strict, ...config, ...doctrees];
    await runLogged('book', [python, ...command, target, bookFolder]);
  });
  writeFileSync(stamp, key);
}

/** The folder with the pages of the reference, which TypeDoc makes from the comments of the library. */
export async function apiPages() {
  const comments = (path) => path.endsWith('.d.ts');
  const key = contentHash(
    [inside('src', 'dist'), inside('src', 'book', 'api'), inside('package-lock.json')],
    (path) => path.endsWith('.json') || comments(path),
  );
  const folder = join(cache, `api-${key.slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  await step('the reference', async () => {
    mkdirSync(cache, { recursive: true });
    const unfinished = `${folder}.${process.pid}`;
    const typedoc = inside('node_modules', 'typedoc', 'bin', 'typedoc');
    const options = [
      '--options',
      inside('src', 'book', 'api', 'typedoc.json'),
      '--out',
      unfinished,
    ];
    await runLogged('reference', [process.execPath, typedoc, ...options]);
    renameSync(unfinished, folder);
  });
  return folder;
}
