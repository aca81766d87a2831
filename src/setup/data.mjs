import { inside } from './paths.mjs';
import { ensureLibrary } from './library.mjs';
import { ensurePackages } from './packages.mjs';
import { runAttached } from './programs.mjs';

/** The library's own command for data sets; it needs no Python. */
export async function run(args) {
  await ensurePackages();
  await ensureLibrary();
  return runAttached([
    process.execPath,
    inside('src', 'dist', 'data', 'download', 'cli.js'),
    ...args,
  ]);
}
