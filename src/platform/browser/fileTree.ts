import { basename, dirname, resolve } from './paths';

/** A file in memory; several names may mean the same one. */
export interface StoredFile {
  /** The file's bytes are the first `size` of these. */
  bytes: Uint8Array;
  size: number;
  mode: number;
  modified: number;
}

/** A folder in memory. */
export interface StoredFolder {
  readonly entries: Map<string, StoredFile | StoredFolder>;
}

/** At first, there is an empty folder for what is not kept. */
const root: StoredFolder = { entries: new Map([['tmp', { entries: new Map() }]]) };

export const isFolder = (found: StoredFile | StoredFolder): found is StoredFolder =>
  'entries' in found;

const sentences: Readonly<Record<string, string>> = {
  EBADF: 'bad file descriptor',
  EEXIST: 'file already exists',
  EINVAL: 'invalid argument',
  EISDIR: 'illegal operation on a directory',
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  ENOTEMPTY: 'directory not empty',
  EPERM: 'operation not permitted',
};

/** An error like that of a system call. */
export function systemError(code: string, syscall: string, path?: string, dest?: string): Error {
  const names = [path, dest].filter((name) => name !== undefined);
  const where = names.map((name) => `'${name}'`).join(' -> ');
  const message = `${code}: ${sentences[code]}, ${syscall}${where && ` ${where}`}`;
  return Object.assign(new Error(message), {
    code,
    syscall,
    ...(path !== undefined && { path }),
    ...(dest !== undefined && { dest }),
  });
}

/** What has this path; undefined if nothing. @throws ENOTDIR if a part of the path is a file */
export function lookUp(path: string, syscall: string): StoredFile | StoredFolder | undefined {
  let found: StoredFile | StoredFolder | undefined = root;
  for (const name of resolve('/', path).split('/').filter(Boolean)) {
    if (!isFolder(found)) throw systemError('ENOTDIR', syscall, path);
    found = found.entries.get(name);
    if (found === undefined) return undefined;
  }
  return found;
}

/** What has this path. @throws ENOENT */
export function find(path: string, syscall: string): StoredFile | StoredFolder {
  const found = lookUp(path, syscall);
  if (found === undefined) throw systemError('ENOENT', syscall, path);
  return found;
}

/** The folder that holds, or will hold, an entry, and the entry's name. @throws ENOENT, ENOTDIR */
export function placeOf(
  path: string,
  syscall: string,
  dest?: string,
): { readonly entries: StoredFolder['entries']; readonly name: string } {
  const whole = resolve('/', path);
  const folder = lookUp(dirname(whole), syscall);
  if (folder === undefined) throw systemError('ENOENT', syscall, dest ?? path);
  if (!isFolder(folder)) throw systemError('ENOTDIR', syscall, dest ?? path);
  return { entries: folder.entries, name: basename(whole) };
}

/** A new, empty file. */
export const newFile = (mode = 0o644): StoredFile => ({
  bytes: new Uint8Array(),
  size: 0,
  mode,
  modified: Date.now(),
});

/** Writes bytes into a file, which grows as needed. */
export function writeInto(file: StoredFile, bytes: Uint8Array, position: number): void {
  const end = position + bytes.length;
  if (end > file.bytes.length) {
    const grown = new Uint8Array(Math.max(end, position > 0 ? 2 * file.bytes.length : 0));
    grown.set(file.bytes.subarray(0, file.size));
    file.bytes = grown;
  }
  file.bytes.set(bytes, position);
  file.size = Math.max(file.size, end);
  file.modified = Date.now();
}
