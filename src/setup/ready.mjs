import { ensurePython } from './environment.mjs';
import { ensureLibrary } from './library.mjs';
import { ensurePackages } from './packages.mjs';

/** Everything the notebooks need; returns the command of the Python that runs Jupyter. */
export async function readyForNotebooks() {
  await ensurePackages();
  await ensureLibrary();
  return ensurePython();
}
