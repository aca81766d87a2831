import { ensureBundles } from './library.mjs';
import { ensurePackages } from './packages.mjs';
import { inside } from './paths.mjs';
import { runAttached } from './programs.mjs';

export { usage } from '../../test/bench/options.mjs';

/** Measures every engine; it needs no Python. */
export async function run(args) {
  await ensurePackages();
  await ensureBundles();
  return runAttached([process.execPath, inside('test', 'bench', 'main.mjs'), ...args]);
}
