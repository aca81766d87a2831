import { createRequire } from 'node:module';
import { clearInterval, setInterval } from 'node:timers';
import { asksForHelp } from './help.mjs';
import { ensureLibrary } from './library.mjs';
import { ensurePackages } from './packages.mjs';
import { childEnvironment, inside } from './paths.mjs';

/**
 * Runs a command of the library in this process, so that whatever ends it ends the run. Missing
 * packages are installed first, except for `--help`. Paths are relative to the folder that npm was
 * started in.
 *
 * @param script the npm script's name
 * @param file the module's path in the build
 * @param body gets the module; its result is returned
 * @param prepare makes what the command needs of the build; default: the library
 * @param onOrphaned called when the npm that started this process has ended; by default the process
 *   ends
 */
export async function runLibraryCommand(
  script,
  file,
  body,
  { onOrphaned = () => process.exit(1), prepare = ensureLibrary } = {},
) {
  if (!asksForHelp(process.argv.slice(3))) {
    await ensurePackages();
    await prepare();
  }
  Object.assign(process.env, childEnvironment());
  const { npm_lifecycle_event: event, INIT_CWD: folder } = process.env;
  if (event === script && folder) process.chdir(folder);
  const module = createRequire(import.meta.url)(inside('src', 'dist', ...file));
  const watch = event === undefined ? undefined : watchParent(onOrphaned);
  try {
    return await body(module);
  } finally {
    clearInterval(watch);
  }
}

/** Calls back once when the process that started this one has ended, even if it was killed. */
function watchParent(onOrphaned) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onOrphaned();
  }, 250).unref();
  return timer;
}
