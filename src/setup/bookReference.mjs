import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { contentHash } from './contentHash.mjs';
import { inside } from './paths.mjs';
import { runLogged } from './programs.mjs';
import { step } from './step.mjs';

const cache = inside('.cache', 'book', 'reference');
const build = inside('src', 'dist');
const settings = inside('src', 'book', 'api');

let pages;

/**
 * The folder with the pages of the reference, which TypeDoc makes from the comments of the library: once
 * in a process, and only if the library has changed.
 *
 * @param show how the work is shown; for work beside other work, a function that only does it
 */
export function referencePages(show = step) {
  pages ??= makePages(show);
  return pages;
}

async function makePages(show) {
  const declarations = (path) => path.endsWith('.d.ts') && !path.startsWith('book/');
  const key = [
    contentHash([build], declarations),
    contentHash([settings, inside('package-lock.json')]),
  ];
  const folder = join(cache, key.map((hash) => hash.slice(0, 12)).join('-'));
  if (existsSync(folder)) return folder;
  await show('the reference', async () => {
    mkdirSync(cache, { recursive: true });
    for (const earlier of readdirSync(cache)) rmSync(join(cache, earlier), { recursive: true });
    const unfinished = `${folder}.part`;
    const typedoc = inside('node_modules', 'typedoc', 'bin', 'typedoc');
    const options = ['--options', join(settings, 'typedoc.json'), '--out', unfinished];
    await runLogged('reference', [process.execPath, typedoc, ...options]);
    renameSync(unfinished, folder);
  });
  return folder;
}
