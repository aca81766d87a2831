import { asksForHelp } from './help.mjs';
import { inside } from './paths.mjs';
import { ensureLibrary } from './library.mjs';
import { ensurePackages } from './packages.mjs';
import { runAttached } from './programs.mjs';

/** The options are defined in the library. */
export const inLibrary = true;
export const usage = 'npm run data -- [list | get <name> [--force] [--yes] | inspect <file>]';

/** The library's own commands for data sets and for files of one's own; they need no Python. */
export async function run(args) {
  if (!asksForHelp(args)) {
    await ensurePackages();
    await ensureLibrary();
  }
  const [first, ...others] = args;
  const looks = first === 'inspect';
  const file = looks ? ['inspect', 'cli.js'] : ['data', 'download', 'cli.js'];
  const { npm_lifecycle_event: event, INIT_CWD: folder } = process.env;
  return runAttached(
    [process.execPath, inside('src', 'dist', ...file), ...(looks ? others : args)],
    // Files are relative to the folder that npm was started in.
    looks ? { cwd: event === 'data' && folder ? folder : process.cwd() } : {},
  );
}
