import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { FederatedError } from '../core/errors';
import { readJsonFile } from '../core/jsonFile';

/**
 * Where data files are kept: the environment variable `FEDERATED_DATA_DIR`, else `data` in the project's
 * folder, whatever folder a script or notebook runs in. The folder may not exist yet.
 */
export function dataFolder(): string {
  const named = process.env.FEDERATED_DATA_DIR;
  return named ? resolve(named) : join(projectFolder(), 'data');
}

/** The folder that holds this library's package: the checkout's root. */
export function projectFolder(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (!existsSync(file)) continue;
    const { name } = readJsonFile(file) as { readonly name?: unknown };
    if (name === 'federated') return dirname(folder);
  }
  throw new FederatedError(`no package.json of the package federated above ${__dirname}`);
}
