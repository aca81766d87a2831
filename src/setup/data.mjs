import { asksForHelp } from './help.mjs';
import { inside } from './paths.mjs';
import { ensureLibrary } from './library.mjs';
import { ensurePackages } from './packages.mjs';
import { runAttached } from './programs.mjs';

/** The options are defined in the library. */
export const inLibrary = true;
export const usage = 'npm run data -- [list | get <name> [--force] [--yes]]';

/** The library's own command for data sets; it needs no Python. */
export async function run(args) {
  if (!asksForHelp(args)) {
    await ensurePackages();
    await ensureLibrary();
  }
  return runAttached([
    process.execPath,
    inside('src', 'dist', 'data', 'download', 'cli.js'),
    ...args,
  ]);
}
