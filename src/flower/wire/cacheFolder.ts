import { join } from '../../platform/paths';
import { projectFolder } from '../../core/projectFolder';

/**
 * Where Flower's environment and the schemas read from it are stored, inside the project's folder.
 */
export function cacheFolder(): string {
  return join(projectFolder(), '.cache', 'flower');
}
