import { Buffer } from '../platform/bytes';
import { existsSync, readFileSync, readdirSync, rmSync } from '../platform/files';
import { join } from '../platform/paths';
import { writeFileAtomic } from '../core/files';

/** All files in a folder and its folders, with forward slashes, in order; none if there is no folder. */
export function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}

/**
 * Makes a folder hold exactly these files. A file that has its content already is not touched, so that
 * whoever reads the folder sees what changed.
 */
export function replaceFolder(
  folder: string,
  files: ReadonlyMap<string, string | Uint8Array>,
): void {
  for (const path of filesIn(folder)) if (!files.has(path)) rmSync(join(folder, path));
  for (const [path, content] of files) {
    const target = join(folder, path);
    const bytes = Buffer.from(content);
    if (!existsSync(target) || !readFileSync(target).equals(bytes)) writeFileAtomic(target, bytes);
  }
}
