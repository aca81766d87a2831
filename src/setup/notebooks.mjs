import { existsSync, readdirSync } from 'node:fs';
import { SetupError } from './errors.mjs';
import { inside } from './paths.mjs';

/** The notebooks of the chapters in reading order, as file names in notebooks/. */
export function chapters() {
  const folder = inside('notebooks');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^\d.*\.ipynb$/.test(name))
    .sort();
}

/** The notebook of one chapter, by its number. */
export function chapter(number) {
  const found = chapters().find((name) => Number.parseInt(name, 10) === number);
  if (found) return found;
  throw new SetupError(
    `notebooks/ has no chapter ${number}; its chapters: ${chapters().join(', ') || 'none'}`,
  );
}
