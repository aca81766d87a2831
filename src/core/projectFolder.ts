import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FederatedError } from './errors';
import { readJsonFile } from './jsonFile';

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
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (!existsSync(file)) continue;
    const { name } = readJsonFile(file) as { readonly name?: unknown };
    if (name === 'federated') return folder;
  }
  throw new FederatedError(`found no package.json of the package federated above ${__dirname}`);
}
