import { bothDone } from './bothDone.mjs';
import { beginEnvironment, ensurePython } from './environment.mjs';
import { ensureBundles } from './library.mjs';
import { ensurePackages } from './packages.mjs';

/**
 * Everything the notebooks need; returns the command of the Python that runs Jupyter. npm and pip wait for
 * the network most of the time, so each runs beside something else.
 */
export async function readyForNotebooks() {
  await bothDone(ensurePackages(), beginEnvironment());
  const [python] = await bothDone(ensurePython(), ensureBundles());
  return python;
}
