import type { WrittenFile } from '../messages';

interface Entry {
  readonly name: string;
  readonly parentPath: string;
  isFile(): boolean;
}

/** What is needed of a file system. */
export interface FileSystem {
  readdirSync(path: string, options: { recursive: true; withFileTypes: true }): unknown;
  statSync(path: string): { readonly size: number } | undefined;
}

/** Folders that hold nothing of the reader's: mounted packages and files that nobody keeps. */
const notWritten = /^\/(?:packages|tmp|results)\//;

/** The files that cells have written, by path without the first slash. */
export function writtenFiles(files: FileSystem): WrittenFile[] {
  const entries = files.readdirSync('/', { recursive: true, withFileTypes: true }) as Entry[];
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => `${parentPath.replace(/\/$/, '')}/${name}`)
    .filter((path) => !notWritten.test(path))
    .map((path) => ({ path: path.slice(1), bytes: files.statSync(path)?.size ?? 0 }));
}
