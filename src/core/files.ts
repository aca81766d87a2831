import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from '../platform/files';
import { dirname, join } from '../platform/paths';
import { randomBytes } from '../platform/randomness';
import { fileError, onFile } from './systemError';

/**
 * Writes a file so that a reader sees the old content or the new, never part of it: the bytes go to
 * a temporary file in the same folder, which is then renamed. On failure (a full disk, a read-only
 * folder) the temporary file is removed and a `FileError` names the file.
 */
export function writeFileAtomic(path: string, content: string | Uint8Array): void {
  replaceFile(path, (descriptor) => {
    writeFileSync(descriptor, content);
  });
}

/** {@link writeFileAtomic} for content that `write` writes to the open file piece by piece. */
export function replaceFile(path: string, write: (descriptor: number) => void): void {
  const folder = dirname(path);
  makeFolder(folder);
  const temporary = `${path}.${randomBytes(6).toString('hex')}.part`;
  try {
    const descriptor = openSync(temporary, 'w');
    try {
      write(descriptor);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
  } catch (error) {
    removeQuietly(temporary);
    throw fileError(path, error);
  }
  syncFolder(folder);
}

/** Creates a folder and any missing parents. @throws FileError that names it */
export function makeFolder(folder: string): void {
  onFile(folder, () => mkdirSync(folder, { recursive: true }));
}

/** Removes the temporary files that a process left in a folder when it was killed while writing. */
export function removeTemporaries(folder: string): void {
  onFile(folder, () => {
    for (const name of readdirSync(folder)) {
      if (/\.[0-9a-f]{12}\.part$/.test(name)) rmSync(join(folder, name), { force: true });
    }
  });
}

/** A leftover file is no reason to hide the original error. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The folder may have become read-only in the meantime.
  }
}

/** Flushes a rename to disk if the system can; the file is complete in either case. */
function syncFolder(folder: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(folder, 'r');
  } catch {
    return; // Windows cannot open folders; elsewhere one may be unreadable.
  }
  try {
    fsyncSync(descriptor);
  } catch {
    // Some network file systems sync only files.
  } finally {
    closeSync(descriptor);
  }
}
