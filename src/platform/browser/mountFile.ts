import { mkdirSync } from './files';
import { newFile, placeOf } from './fileTree';
import { dirname, resolve } from './paths';

/** Puts bytes under a path, with the folders above it, without copying them. */
export function mountFile(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(resolve('/', path)), { recursive: true });
  const { entries, name } = placeOf(path, 'open');
  entries.set(name, { ...newFile(), bytes, size: bytes.length });
}
