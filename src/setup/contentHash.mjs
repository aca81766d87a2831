import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A hash of files and folders, by their contents and their names inside the folders; a path that does
 * not exist counts, too.
 *
 * @param chosen which files of a folder count, by their path in it
 */
export function contentHash(paths, chosen = () => true) {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const name of filesOf(path, chosen)) {
      hash
        .update(`${name}\0`)
        .update(readFileSync(join(path, name)))
        .update('\0');
    }
    hash.update('\0\0');
  }
  return hash.digest('hex');
}

function filesOf(path, chosen) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [''];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(path.length + 1))
    .map((name) => name.replaceAll('\\', '/'))
    .filter(chosen)
    .sort();
}
