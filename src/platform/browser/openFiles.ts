import { Buffer } from './bytes';
import { isFolder, lookUp, newFile, placeOf, systemError, writeInto } from './fileTree';
import type { StoredFile } from './fileTree';

interface OpenFile {
  readonly file: StoredFile;
  readonly reads: boolean;
  readonly writes: boolean;
  readonly appends: boolean;
  position: number;
}

const open = new Map<number, OpenFile>();
let next = 3;

/** Opens a file; flags as Node's: `r`, `r+`, `w`, `w+`, `a`, `a+`, with `x` if it must be new. */
export function openSync(path: string, flags = 'r', mode = 0o666): number {
  const found = lookUp(path, 'open');
  if (found && flags.includes('x')) throw systemError('EEXIST', 'open', path);
  if (!found && flags.startsWith('r')) throw systemError('ENOENT', 'open', path);
  if (found && isFolder(found)) throw systemError('EISDIR', 'open', path);
  const file = found ?? newFile(mode & ~0o022);
  if (!found) {
    const { entries, name } = placeOf(path, 'open');
    entries.set(name, file);
  }
  if (flags.startsWith('w')) Object.assign(file, { bytes: new Uint8Array(), size: 0 });
  open.set(next, {
    file,
    reads: flags.startsWith('r') || flags.includes('+'),
    writes: !flags.startsWith('r') || flags.includes('+'),
    appends: flags.startsWith('a'),
    position: 0,
  });
  return next++;
}

export function closeSync(descriptor: number): void {
  if (!open.delete(descriptor)) throw systemError('EBADF', 'close');
}

/** There is no disk to which it must be written. */
export function fsyncSync(descriptor: number): void {
  opened(descriptor, 'fsync');
}

/** The file behind a descriptor. */
export function opened(descriptor: number, syscall: string): OpenFile {
  const found = open.get(descriptor);
  if (!found) throw systemError('EBADF', syscall);
  return found;
}

/** Reads up to `length` bytes into an array from `offset`; returns how many. */
export function readSync(
  descriptor: number,
  into: ArrayBufferView,
  offset = 0,
  length = into.byteLength - offset,
  position: number | null = null,
): number {
  const from = opened(descriptor, 'read');
  if (!from.reads) throw systemError('EBADF', 'read');
  const start = position ?? from.position;
  const end = Math.min(start + length, from.file.size);
  const bytes = from.file.bytes.subarray(start, Math.max(start, end));
  new Uint8Array(into.buffer, into.byteOffset, into.byteLength).set(bytes, offset);
  if (position === null) from.position += bytes.length;
  return bytes.length;
}

/** Writes a text, from `offset` on, or `length` bytes of an array; returns how many. */
export function writeSync(
  descriptor: number,
  content: string | ArrayBufferView,
  offset?: number | null,
  length?: number | string | null,
  position: number | null = null,
): number {
  const to = opened(descriptor, 'write');
  if (!to.writes) throw systemError('EBADF', 'write');
  const isText = typeof content === 'string';
  const all = isText
    ? Buffer.from(content)
    : new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
  const start = isText ? 0 : (offset ?? 0);
  const bytes = all.subarray(start, typeof length === 'number' ? start + length : all.length);
  const place = isText ? (offset ?? null) : position;
  writeInto(to.file, bytes, to.appends ? to.file.size : (place ?? to.position));
  if (place === null) to.position = to.appends ? to.file.size : to.position + bytes.length;
  return bytes.length;
}
