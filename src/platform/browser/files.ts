import { Buffer } from './bytes';
import { find, isFolder, lookUp, placeOf, systemError } from './fileTree';
import type { StoredFile, StoredFolder } from './fileTree';
import { needsNode } from './needsNode';
import { closeSync, fsyncSync, opened, openSync, readSync, writeSync } from './openFiles';
import { dirname, join, relative, resolve } from './paths';
import { randomBytes } from './randomness';

export { closeSync, fsyncSync, openSync, readSync, writeSync };

/*
 * Files in the memory of a page or of one of its threads, with Node's functions and errors. They are
 * gone with it.
 */

type Encoding = 'utf8' | 'utf-8' | 'latin1' | 'base64' | 'hex';
type Encoded = Encoding | { readonly encoding?: Encoding | null; readonly flag?: string } | null;

const encodingOf = (options: Encoded | undefined): Encoding | null | undefined =>
  typeof options === 'string' ? options : options?.encoding;

export function existsSync(path: string): boolean {
  try {
    return lookUp(path, 'access') !== undefined;
  } catch {
    return false;
  }
}

export function readFileSync(path: string | number): Buffer;
export function readFileSync(path: string | number, options: Encoded | undefined): string;
export function readFileSync(path: string | number, options?: Encoded): string | Buffer {
  const file = typeof path === 'number' ? opened(path, 'read').file : find(path, 'open');
  if (isFolder(file)) throw systemError('EISDIR', 'read');
  const bytes = Buffer.from(file.bytes.slice(0, file.size).buffer);
  const encoding = encodingOf(options);
  return encoding ? bytes.toString(encoding) : bytes;
}

export function writeFileSync(
  path: string | number,
  content: string | ArrayBufferView,
  options?: Encoded,
): void {
  const flag = typeof options === 'object' ? options?.flag : undefined;
  const descriptor = typeof path === 'number' ? path : openSync(path, flag ?? 'w');
  try {
    writeSync(descriptor, content);
  } finally {
    if (typeof path !== 'number') closeSync(descriptor);
  }
}

export function mkdirSync(
  path: string,
  { recursive = false }: { readonly recursive?: boolean } = {},
): string | undefined {
  const found = lookUp(path, 'mkdir');
  if (found && (!recursive || !isFolder(found))) throw systemError('EEXIST', 'mkdir', path);
  if (found) return undefined;
  const whole = resolve('/', path);
  const first = recursive ? mkdirSync(dirname(whole), { recursive }) : undefined;
  const { entries, name } = placeOf(path, 'mkdir');
  entries.set(name, { entries: new Map() });
  return recursive ? (first ?? whole) : undefined;
}

/** Makes a folder whose name is the prefix with six random letters. */
export function mkdtempSync(prefix: string): string {
  let path: string;
  do path = `${prefix}${randomBytes(3).toString('hex')}`;
  while (lookUp(path, 'mkdtemp'));
  mkdirSync(path);
  return path;
}

interface Entry {
  readonly name: string;
  readonly parentPath: string;
  readonly path: string;
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

interface ListOptions {
  readonly recursive?: boolean;
  readonly withFileTypes?: boolean;
  readonly encoding?: string;
}

export function readdirSync(path: string, options?: ListOptions | string): string[] | Entry[] {
  const { recursive = false, withFileTypes = false } = typeof options === 'object' ? options : {};
  const folder = find(path, 'scandir');
  if (!isFolder(folder)) throw systemError('ENOTDIR', 'scandir', path);
  const listed = entriesOf(folder, path, recursive);
  if (withFileTypes) return listed;
  return listed.map(({ name, parentPath }) =>
    join(relative(resolve('/', path), resolve('/', parentPath)), name),
  );
}

function entriesOf(folder: StoredFolder, parentPath: string, recursive: boolean): Entry[] {
  const names = [...folder.entries.keys()].sort();
  const own = names.map((name): Entry => {
    const found = folder.entries.get(name)!;
    return {
      name,
      parentPath,
      path: parentPath,
      isFile: () => !isFolder(found),
      isDirectory: () => isFolder(found),
      isSymbolicLink: () => false,
    };
  });
  if (!recursive) return own;
  return own.concat(
    names.flatMap((name) => {
      const found = folder.entries.get(name)!;
      return isFolder(found) ? entriesOf(found, join(parentPath, name), true) : [];
    }),
  );
}

interface Stats {
  readonly size: number;
  readonly mode: number;
  readonly mtimeMs: number;
  readonly mtime: Date;
  isFile(): boolean;
  isDirectory(): boolean;
}

function statsOf(found: StoredFile | StoredFolder): Stats {
  const folder = isFolder(found);
  const mtimeMs = folder ? 0 : found.modified;
  return {
    size: folder ? 0 : found.size,
    mode: folder ? 0o40755 : 0o100000 | found.mode,
    mtimeMs,
    mtime: new Date(mtimeMs),
    isFile: () => !folder,
    isDirectory: () => folder,
  };
}

export function statSync(
  path: string,
  { throwIfNoEntry = true }: { readonly throwIfNoEntry?: boolean } = {},
): Stats | undefined {
  if (!throwIfNoEntry && !existsSync(path)) return undefined;
  return statsOf(find(path, 'stat'));
}

export function fstatSync(descriptor: number): Stats {
  return statsOf(opened(descriptor, 'fstat').file);
}

export function realpathSync(path: string): string {
  find(path, 'realpath');
  return resolve('/', path);
}

interface RemoveOptions {
  readonly recursive?: boolean;
  readonly force?: boolean;
}

export function rmSync(path: string, options: RemoveOptions = {}): void {
  const { recursive = false, force = false } = options;
  if (force && !existsSync(path)) return;
  const found = find(path, 'rm');
  if (isFolder(found) && !recursive) {
    const message = `Path is a directory: rm returned EISDIR (is a directory) ${path}`;
    throw Object.assign(new Error(message), { code: 'ERR_FS_EISDIR', syscall: 'rm', path });
  }
  const { entries, name } = placeOf(path, 'rm');
  entries.delete(name);
}

export function rmdirSync(path: string): void {
  const found = find(path, 'rmdir');
  if (!isFolder(found)) throw systemError('ENOTDIR', 'rmdir', path);
  if (found.entries.size > 0) throw systemError('ENOTEMPTY', 'rmdir', path);
  const { entries, name } = placeOf(path, 'rmdir');
  entries.delete(name);
}

export function renameSync(from: string, to: string): void {
  const source = placeOf(from, 'rename');
  const target = placeOf(to, 'rename');
  const found = source.entries.get(source.name);
  if (!found) throw systemError('ENOENT', 'rename', from, to);
  const [above, below] = [from, to].map((path) => `${resolve('/', path)}/`);
  if (above !== below && below.startsWith(above)) throw systemError('EINVAL', 'rename', from, to);
  if (above !== below && above.startsWith(below)) {
    throw systemError('ENOTEMPTY', 'rename', from, to);
  }
  const there = target.entries.get(target.name);
  if (there === found) return;
  if (there && isFolder(there) && !isFolder(found)) {
    throw systemError('EISDIR', 'rename', from, to);
  }
  if (there && isFolder(there) && there.entries.size > 0) {
    throw systemError('ENOTEMPTY', 'rename', from, to);
  }
  if (there && isFolder(found) && !isFolder(there)) {
    throw systemError('ENOTDIR', 'rename', from, to);
  }
  source.entries.delete(source.name);
  target.entries.set(target.name, found);
}

/** Gives a file a second name. */
export function linkSync(from: string, to: string): void {
  const found = lookUp(from, 'link');
  if (!found) throw systemError('ENOENT', 'link', from, to);
  const { entries, name } = placeOf(to, 'link');
  if (entries.has(name)) throw systemError('EEXIST', 'link', from, to);
  if (isFolder(found)) throw systemError('EPERM', 'link', from, to);
  entries.set(name, found);
}

export function symlinkSync(from: string, to: string): void {
  throw systemError('EPERM', 'symlink', from, to);
}

interface CopyOptions {
  readonly recursive?: boolean;
  readonly filter?: (from: string, to: string) => boolean;
}

export function cpSync(from: string, to: string, options: CopyOptions = {}): void {
  const { recursive = false, filter = () => true } = options;
  if (!filter(from, to)) return;
  const found = find(from, 'cp');
  if (!isFolder(found)) {
    mkdirSync(dirname(resolve('/', to)), { recursive: true });
    writeFileSync(to, found.bytes.subarray(0, found.size));
    return;
  }
  if (!recursive) throw systemError('EISDIR', 'cp', from, to);
  mkdirSync(to, { recursive: true });
  for (const name of found.entries.keys()) cpSync(join(from, name), join(to, name), options);
}

export async function readFile(path: string): Promise<Buffer> {
  return Promise.resolve().then(() => readFileSync(path));
}

export function stat(path: string): Promise<Stats> {
  return Promise.resolve().then(() => statSync(path)!);
}

/** A file's bytes, `pieceBytes` at a time. */
export async function* filePieces(path: string, pieceBytes: number): AsyncGenerator<Buffer> {
  const bytes = await readFile(path);
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    yield Buffer.from(bytes.subarray(at, at + pieceBytes));
  }
}

/** A file whose parts are read as they are asked for. */
export async function fileSlices(path: string): Promise<{
  readonly byteLength: number;
  slice(start: number, end?: number): Promise<ArrayBuffer>;
}> {
  const { buffer } = new Uint8Array(await readFile(path));
  return {
    byteLength: buffer.byteLength,
    slice: (start, end) => Promise.resolve(buffer.slice(start, end)),
  };
}

export const createReadStream = needsNode('reading a file as a stream');
export const createWriteStream = needsNode('writing a file as a stream');
export const open = needsNode('reading a file piece by piece');
export const pipeline = needsNode('streams');
export const statfs = needsNode('the size of a disk');
