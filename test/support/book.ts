import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { noPython, projectPython } from './python';
import { root } from './setup';

/** The folder of the finished book. */
export const bookFolder = join(root, 'notebooks', '_build', 'book');

/** Why the book cannot be made here, or undefined where it can. */
export const noBook: string | undefined = !projectPython()
  ? noPython
  : existsSync(join(root, 'src', 'dist', 'book', 'stageBook.js'))
    ? undefined
    : 'src/ is not compiled; npm test does it';

/** Makes the book as `npm run book -- --live` does, with the Python of the tests; throws what was said if it fails. */
export function makeBook(): void {
  const module = pathToFileURL(join(root, 'src', 'setup', 'bookSite.mjs')).href;
  const program = `import { buildBook } from ${JSON.stringify(module)};
    await buildBook(${JSON.stringify(projectPython())}, { live: true });`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    cwd: root,
  });
  if (status !== 0) throw new Error(stderr);
}

/** The HTML of one of the book's files. */
export function readPage(path: string): string {
  return readFileSync(join(bookFolder, path), 'utf8');
}

/** The address of one of the book's pages, on the disk. */
export function pageAddress(path: string): string {
  return pathToFileURL(join(bookFolder, path)).href;
}
