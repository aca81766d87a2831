import { cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { referencePages } from './bookReference.mjs';
import { copyLiveFiles, liveFacts } from './bookLive.mjs';
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
  'notebooks',
  'src/book',
  'src/dist/.sources.json',
  'environment.yml',
  'package-lock.json',
].map((path) => inside(path));

/** The programs that pages load, and what these load. */
const programs = inside('src', 'dist', 'browser');

/** Pages that Sphinx adds. */
const ownPages = ['genindex', 'search'];

/**
 * Makes the book unless it is there and nothing has changed.
 *
 * @param executed notebooks with fresh outputs: path in notebooks/ -> file
 * @param live whether the chapters run in their pages
 */
export async function buildBook(python, { executed = {}, live = false } = {}) {
  const key = JSON.stringify([
    contentHash([...sources, ...Object.values(executed)], isSource),
    Object.keys(executed),
    live,
  ]);
  if (existsSync(join(bookFolder, 'index.html')) && readStamp() === key) return;
  rmSync(stamp, { force: true });
  const api = await referencePages();
  await step('the book', async () => {
    const { stageBook } = await import(
      pathToFileURL(inside('src', 'dist', 'book', 'stageBook.js')).href
    );
    const target = join(cache, 'pages');
    const pages = stageBook({
      notebooks: inside('notebooks'),
      library: inside('src', 'dist'),
      api,
      target,
      executed,
      live: liveFacts(programs),
    });
    await runLogged('book', [python, ...sphinx(live), target, bookFolder]);
    const shared = join(bookFolder, '_static', 'browser');
    rmSync(shared, { recursive: true, force: true });
    cpSync(programs, shared, { recursive: true });
    if (live) copyLiveFiles(shared);
    removeOthers([...pages, ...ownPages].map((page) => `${page}.html`));
  });
  writeFileSync(stamp, key);
}

function isSource(path) {
  return (
    /\.(ipynb|md|bib|svg|py|css|js|json)$/.test(path) && !/(^|\/)(_build|runs|\.\w+)\//.test(path)
  );
}

function readStamp() {
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : undefined;
}

/** Sphinx's arguments before the folders; a warning, such as one of a dead link, is an error. */
function sphinx(live) {
  const places = ['-c', inside('src', 'book', 'sphinx'), '-d', join(cache, 'doctrees')];
  return [
    '-B',
    '-m',
    'sphinx',
    '-b',
    'html',
    '-q',
    '-j',
    'auto',
    '-W',
    '--keep-going',
    ...places,
  ].concat(live ? ['-t', 'live'] : []);
}

/** Removes pages that an earlier book had. */
function removeOthers(pages) {
  const entries = readdirSync(bookFolder, { recursive: true }).map((path) =>
    path.replaceAll('\\', '/'),
  );
  for (const path of entries) {
    if (path.endsWith('.html') && !pages.includes(path)) rmSync(join(bookFolder, path));
  }
}
