import { createRequire } from 'node:module';
import { clearInterval, setInterval } from 'node:timers';
import { ensureLibrary } from './library.mjs';
import { ensurePackages } from './packages.mjs';
import { childEnvironment, inside } from './paths.mjs';

/**
 * Runs the library's command in this very process, so that whatever ends it ends the run. Paths are
 * those of the folder that npm was started in.
 */
export async function run(args) {
  await ensurePackages();
  await ensureLibrary();
  Object.assign(process.env, childEnvironment());
  const { npm_lifecycle_event: script, INIT_CWD: folder } = process.env;
  if (script === 'simulate' && folder) process.chdir(folder);
  const { main, terminal } = createRequire(import.meta.url)(
    inside('src', 'dist', 'experiment', 'cli.js'),
  );
  const watch = script === undefined ? undefined : endWithParent();
  try {
    return await main(args, terminal());
  } finally {
    clearInterval(watch);
  }
}

/** Ends this process with the npm that started it, also where that was killed. */
function endWithParent() {
  const parent = process.ppid;
  return setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, 250).unref();
}
