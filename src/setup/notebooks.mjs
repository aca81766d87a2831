import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './errors.mjs';
import { inside } from './paths.mjs';

/** Where notebooks are, in notebooks/: the chapters, and the solutions of their exercises. */
const folders = ['.', 'solutions'];

/** `01-…` for chapter 1 and its solutions, `A-…` for an appendix. */
const named = /^(\d+|[A-Z])-.*\.ipynb$/;

/** A notebook's number or letter: `1`, `A`. */
const nameOf = (file) => named.exec(file)[1].replace(/^0+/, '');

/** The files in notebooks/ or one of its folders, in reading order; numbers come before letters. */
function notebooksIn(folder) {
  const path = inside('notebooks', folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((file) => named.test(file))
    .sort();
}

/** The chapters and the appendices in reading order, as file names in notebooks/. */
export function chapters() {
  return notebooksIn('.');
}

/**
 * All notebooks, each chapter followed by the solutions of its exercises, as paths in notebooks/; with
 * names such as `1` or `A`, those of these chapters only.
 */
export function notebooks(names = []) {
  const known = chapters().map(nameOf);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new SetupError(noChapter(unknown));
  const wanted = names.length > 0 ? names : known;
  return known
    .filter((name) => wanted.includes(name))
    .flatMap((name) =>
      folders.flatMap((folder) =>
        notebooksIn(folder)
          .filter((file) => nameOf(file) === name)
          .map((file) => join(folder, file)),
      ),
    );
}

/** The notebook of one chapter, by its number. */
export function chapter(number) {
  const found = chapters().find((file) => nameOf(file) === `${number}`);
  if (found) return found;
  throw new SetupError(noChapter(number));
}

function noChapter(name) {
  return `notebooks/ has no chapter ${name}; its chapters: ${chapters().join(', ') || 'none'}`;
}
