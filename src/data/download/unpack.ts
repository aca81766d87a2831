import {
  createWriteStream,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  pipeline,
} from '../../platform/files';
import { basename, join } from '../../platform/paths';
import { openArchive } from '../../platform/archives';
import { DataError } from '../../core/errors';
import { messageOf, systemCode } from '../../core/systemError';
import type { Unpacking } from './dataSource';
import { runPython } from './python';

/** How an archive is unpacked. */
export interface UnpackOptions {
  /** Called with the number of bytes read from the archive. */
  readonly onProgress?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Extracts files from an archive into a folder. Only the requested files are written, under their
 * base names, whatever paths the archive gives them. They are first written to `<archive>.unpacked`
 * and moved when all are complete, so no partial file ever appears. Zip is read by yauzl, tar and
 * lzma (also xz) by Python's standard library.
 *
 * @returns the paths of the files
 * @throws DataError if the archive is broken or lacks a file; a system error if writing fails
 */
export async function unpack(
  archive: string,
  { kind, files }: Unpacking,
  folder: string,
  options: UnpackOptions = {},
): Promise<string[]> {
  const names = files.map(({ name }) => name);
  const temporary = `${archive}.unpacked`;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  try {
    if (kind === 'zip') await unzip(archive, names, temporary, options);
    else await withPython(archive, kind, names, temporary, options);
    for (const name of names) {
      if (statSync(join(temporary, name), { throwIfNoEntry: false }) === undefined) {
        throw new DataError(archive, `holds no file ${name}`);
      }
    }
    for (const name of names) renameSync(join(temporary, name), join(folder, name));
    return names.map((name) => join(folder, name));
  } catch (error) {
    if (error instanceof DataError || options.signal?.aborted || systemCode(error) !== undefined)
      throw error;
    const reason = messageOf(error);
    const full = /Errno 28|Errno 122/.test(reason);
    const problem = full
      ? 'no space left on the disk: free some and try again'
      : `cannot be unpacked: ${reason}`;
    throw new DataError(archive, problem, undefined, { cause: error });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

async function unzip(
  archive: string,
  names: readonly string[],
  folder: string,
  { onProgress, signal }: UnpackOptions,
): Promise<void> {
  const zip = await openArchive(archive);
  const written = new Set<string>();
  let read = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      const name = basename(entry.fileName);
      if (names.includes(name) && !entry.fileName.endsWith('/')) {
        if (written.has(name)) throw new DataError(archive, `holds ${name} twice`);
        written.add(name);
        const content = await zip.openReadStreamPromise(entry);
        const target = createWriteStream(join(folder, name), { flags: 'wx' });
        await pipeline(content, target, { ...(signal && { signal }) });
      }
      read += entry.compressedSize;
      onProgress?.(read);
    }
  } finally {
    zip.close();
  }
}

/** Prints how many bytes of the archive have been read, every 16 MiB. */
const program = `
import lzma, os, posixpath, sys, tarfile, zlib
kind, archive, folder, *names = sys.argv[1:]

def copy(source, name):
    path = os.path.join(folder, name)
    if os.path.exists(path):
        sys.exit("holds " + name + " twice")
    with open(path, "xb") as target:
        count = 0
        while chunk := source.read(1 << 20):
            target.write(chunk)
            count += 1
            if count % 16 == 0:
                print(raw.tell(), flush=True)

with open(archive, "rb") as raw:
    try:
        if kind == "lzma":
            with lzma.open(raw) as source:
                copy(source, names[0])
        else:
            with tarfile.open(fileobj=raw, mode="r:*") as tar:
                for member in tar:
                    name = posixpath.basename(member.name)
                    if member.isfile() and name in names:
                        copy(tar.extractfile(member), name)
    except (tarfile.ReadError, lzma.LZMAError, zlib.error, EOFError) as error:
        sys.exit("broken or incomplete " + kind + " (" + str(error).split("\\n")[0] + ")")
`;

async function withPython(
  archive: string,
  kind: string,
  names: readonly string[],
  folder: string,
  { onProgress, signal }: UnpackOptions,
): Promise<void> {
  const report = (line: string): void => onProgress?.(Number(line));
  await runPython(program, [kind, archive, folder, ...names], report, signal);
}
