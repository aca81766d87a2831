import { join, resolve } from '../platform/paths';
import { process } from '../platform/system';
import { projectFolder } from '../core/projectFolder';

/**
 * Where data files are stored: the environment variable `FEDERATED_DATA_DIR`, else `data` in the
 * project's folder, whatever folder a script or notebook runs in. The folder may not exist yet.
 */
export function dataFolder(): string {
  const named = process.env.FEDERATED_DATA_DIR;
  return named ? resolve(named) : join(projectFolder(), 'data');
}
