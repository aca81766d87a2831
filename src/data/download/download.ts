import { existsSync, mkdirSync, rmSync, statSync, statfs } from '../../platform/files';
import { join } from '../../platform/paths';
import { ArgumentError, DownloadError, FederatedError } from '../../core/errors';
import { verifyPlaced } from './checksum';
import {
  type DataSource,
  type KeptFile,
  type RemoteFile,
  diskBytes,
  downloadBytes,
  keptFiles,
} from './dataSource';
import { type FetchOptions, fetchFile } from './fetchFile';
import { diskError } from './diskError';
import { unpack } from './unpack';

/** How a dataset is fetched. */
export interface DownloadOptions extends FetchOptions {
  /** Whether to fetch existing files again; default false. */
  readonly force?: boolean;
}

/** A file of a dataset after `download`. */
export interface DownloadedFile {
  readonly path: string;
  readonly state: 'already there' | 'downloaded' | 'unpacked';
  /** How an existing file differs from the official one. */
  readonly warning?: string;
}

/**
 * Fetches the files of a dataset into a folder, which is created if missing. Existing files are
 * kept: one that differs from the official file gets a warning, and only one of the wrong kind is
 * refused. An archive is unpacked and removed; one that the user put there is not fetched again.
 *
 * @returns the files to use, in the catalogue's order
 * @throws DownloadError if a file cannot be fetched, verified, unpacked or written, or does not fit
 *   on the disk, and on abort; ArgumentError for a dataset that nobody offers for download
 */
export async function download(
  source: DataSource,
  folder: string,
  options: DownloadOptions = {},
): Promise<DownloadedFile[]> {
  if (source.files.length === 0) {
    throw new ArgumentError('source', 'be a dataset that can be downloaded', source.name);
  }
  const { force = false } = options;
  if (force || !isPresent(source, folder)) await prepare(source, folder);
  const found: DownloadedFile[] = [];
  for (const remote of source.files) {
    found.push(...(await obtain(remote, folder, { ...options, force })));
  }
  return found;
}

/** Whether all files of a dataset are in the folder, unpacked if they come in an archive. */
export function isPresent(source: DataSource, folder: string): boolean {
  return source.files.length > 0 && source.files.every((remote) => allThere(remote, folder));
}

async function obtain(
  remote: RemoteFile,
  folder: string,
  options: DownloadOptions,
): Promise<DownloadedFile[]> {
  if (!options.force && allThere(remote, folder)) {
    const kept = keptFiles(remote);
    return Promise.all(kept.map((file) => inspect(join(folder, file.name), file, options)));
  }
  const target = join(folder, remote.name);
  const placed = !options.force && existsSync(target);
  const warning = placed ? (await inspect(target, remote, options)).warning : undefined;
  if (!placed) await fetchFile(remote, target, options);
  if (!remote.unpack) return [{ path: target, state: 'downloaded' }];
  const paths = await unpackFile(remote, target, folder, options);
  return paths.map((path) => ({ path, state: 'unpacked', ...(warning && { warning }) }));
}

async function inspect(
  path: string,
  expected: KeptFile,
  { signal }: DownloadOptions,
): Promise<DownloadedFile> {
  try {
    const warning = await verifyPlaced(path, expected, signal);
    return { path, state: 'already there', ...(warning && { warning }) };
  } catch (cause) {
    if (!(cause instanceof FederatedError)) throw cause;
    const advice = 'remove the file, or fetch it again with --force';
    throw new DownloadError(`${cause.message}; ${advice}`, { cause });
  }
}

async function unpackFile(
  remote: RemoteFile,
  archive: string,
  folder: string,
  { onProgress, signal }: DownloadOptions,
): Promise<string[]> {
  const totalBytes = statSync(archive).size;
  const report = (bytes: number): void => {
    onProgress?.({ file: remote.name, step: 'unpack', bytes, totalBytes });
  };
  report(0);
  try {
    const paths = await unpack(archive, remote.unpack!, folder, {
      onProgress: report,
      ...(signal && { signal }),
    });
    rmSync(archive);
    return paths;
  } catch (cause) {
    if (signal?.aborted) {
      throw new DownloadError(`stopped: ${archive} is kept, the next try unpacks it`, { cause });
    }
    if (!(cause instanceof FederatedError)) throw diskError(folder, cause);
    throw new DownloadError(cause.message, { cause });
  }
}

function allThere(remote: RemoteFile, folder: string): boolean {
  return keptFiles(remote).every(({ name }) => existsSync(join(folder, name)));
}

/**
 * Creates the folder and checks that the files, as far as their sizes are known, fit on its disk.
 */
async function prepare(source: DataSource, folder: string): Promise<void> {
  let free: number;
  try {
    mkdirSync(folder, { recursive: true });
    const { bavail, bsize } = await statfs(folder);
    free = bavail * bsize;
  } catch (error) {
    throw diskError(folder, error);
  }
  const archives = source.files.some((file) => file.unpack) ? (downloadBytes(source) ?? 0) : 0;
  const needed = archives + (diskBytes(source) ?? 0);
  if (needed <= free) return;
  const rule = `${source.name} needs ${needed} bytes in ${folder}, but only ${free} are free`;
  throw new DownloadError(`${rule}; choose another folder with FEDERATED_DATA_DIR`);
}
