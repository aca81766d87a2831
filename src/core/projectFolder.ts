import { libraryFolder } from '../platform/packages';
import { dirname, join } from '../platform/paths';
import { FederatedError } from './errors';

/** The folder that contains this library's package: the root of the checkout. */
export function projectFolder(): string {
  return dirname(packageFolder());
}

/**
 * The compiled form of a program in `src/`, for a thread or a process of its own: the path in
 * `src/dist/`, whether the caller runs compiled or directly from source.
 *
 * @param path from `src/`, without an extension: `'training/worker/worker'`
 */
export function builtFile(path: string): string {
  return join(packageFolder(), 'dist', ...path.split('/')) + '.js';
}

function packageFolder(): string {
  const folder = libraryFolder();
  if (folder !== undefined) return folder;
  throw new FederatedError('found no package.json of the package federated above this program');
}
