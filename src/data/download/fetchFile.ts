import {
  existsSync,
  renameSync,
  rmSync,
  statSync,
  mkdirSync,
  type FileHandle,
  open,
} from '../../platform/files';
import { dirname } from '../../platform/paths';
import { DownloadError } from '../../core/errors';
import { writeFileAtomic } from '../../core/files';
import { readJsonFile } from '../../core/jsonFile';
import { difference } from './checksum';
import type { RemoteFile } from './dataSource';
import { MirrorFailure, request } from './request';
import { onDisk, diskError } from './diskError';

/** The progress of a file. */
export interface FileProgress {
  readonly file: string;
  readonly step: 'download' | 'verify' | 'unpack';
  /** Bytes received by a download, or bytes read from an archive being unpacked. */
  readonly bytes: number;
  /** Undefined if the server does not say. */
  readonly totalBytes: number | undefined;
}

/** How files are fetched. */
export interface FetchOptions {
  /** Called first with the size, before any content arrives, then after each piece. */
  readonly onProgress?: (progress: FileProgress) => void;
  /** Stops the download; the received part is kept. */
  readonly signal?: AbortSignal;
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
  /** Gives up on a server that sends nothing for this long; default 30. */
  readonly idleSeconds?: number;
}

const attempts = 3;

/**
 * Downloads a file to `target`. Content goes to `target.part`; `target.part.json` notes where it
 * came from. A later call resumes if the server still has the same file and starts again otherwise.
 * `target` appears by a rename once size and checksum are right.
 *
 * @throws DownloadError if no mirror gave the right file, if writing fails, and on abort; the
 *   message names the file and, for each mirror, the reason
 */
export async function fetchFile(
  remote: RemoteFile,
  target: string,
  options: FetchOptions = {},
): Promise<void> {
  const problems: string[] = [];
  onDisk(target, () => mkdirSync(dirname(target), { recursive: true }));
  for (const url of remote.urls) {
    try {
      await fetchFrom(url, remote, target, options);
      onDisk(target, () => {
        renameSync(`${target}.part`, target);
      });
      rmSync(`${target}.part.json`, { force: true });
      return;
    } catch (error) {
      if (options.signal?.aborted) throw stopped(target, error);
      if (!(error instanceof MirrorFailure)) throw error;
      problems.push(`  ${url}: ${error.message}`);
    }
  }
  throw new DownloadError(
    `${remote.name} could not be downloaded:\n${problems.join('\n')}\n` +
      `Check the connection and try again, or put the file there yourself: ${target}`,
  );
}

/** One mirror: an interrupted transfer is resumed as long as each attempt makes progress. */
async function fetchFrom(
  url: string,
  remote: RemoteFile,
  target: string,
  options: FetchOptions,
): Promise<void> {
  const part = `${target}.part`;
  for (let attempt = 1; ; attempt++) {
    const before = sizeOf(part);
    try {
      await transfer(url, remote, target, options);
      break;
    } catch (error) {
      const arrived = sizeOf(part) > 0 && sizeOf(part) !== before;
      const again = error instanceof MirrorFailure && arrived && attempt < attempts;
      if (!again || options.signal?.aborted) throw error;
    }
  }
  const bytes = sizeOf(part);
  options.onProgress?.({ file: remote.name, step: 'verify', bytes, totalBytes: bytes });
  const problem = await difference(part, remote, options.signal);
  if (problem === undefined) return;
  discard(target);
  throw new MirrorFailure(`${problem}; the download has been removed`);
}

async function transfer(
  url: string,
  remote: RemoteFile,
  target: string,
  options: FetchOptions,
): Promise<void> {
  const part = `${target}.part`;
  const known = readNote(target, url);
  if (!known) discard(target);
  const begun = sizeOf(part);
  if (begun > 0 && begun === (remote.bytes ?? known?.totalBytes)) return;
  const response = await request(url, { ...options, from: begun, validator: known?.validator });
  try {
    const { start, totalBytes = remote.bytes, validator } = response;
    if (remote.bytes !== undefined && totalBytes !== remote.bytes) {
      throw new MirrorFailure(`has ${totalBytes} bytes, expected ${remote.bytes}`);
    }
    const report = (bytes: number): void => {
      options.onProgress?.({ file: remote.name, step: 'download', bytes, totalBytes });
    };
    report(start);
    const note = JSON.stringify({ url, validator, totalBytes });
    onDisk(target, () => {
      writeFileAtomic(`${part}.json`, note);
    });
    const bytes = await append(part, start, response.chunks, report);
    if (totalBytes !== undefined && bytes !== totalBytes) {
      throw new MirrorFailure(`ended after ${bytes} of ${totalBytes} bytes`);
    }
  } finally {
    response.end();
  }
}

/** Writes the chunks after the first `start` bytes; returns the file's size. */
async function append(
  part: string,
  start: number,
  chunks: AsyncIterable<Uint8Array>,
  report: (bytes: number) => void,
): Promise<number> {
  let bytes = start;
  let handle: FileHandle | undefined;
  try {
    handle = await open(part, start > 0 ? 'r+' : 'w');
    for await (const chunk of chunks) {
      for (let written = 0; written < chunk.length;) {
        const rest = chunk.length - written;
        written += (await handle.write(chunk, written, rest, bytes + written)).bytesWritten;
      }
      bytes += chunk.length;
      report(bytes);
    }
    return bytes;
  } catch (error) {
    throw diskError(part, error);
  } finally {
    await handle?.close();
  }
}

interface Note {
  readonly url: string;
  readonly validator?: string;
  readonly totalBytes?: number;
}

/** What is known about the part, if it came from this address. */
function readNote(target: string, url: string): Note | undefined {
  const file = `${target}.part.json`;
  if (!existsSync(file) || !existsSync(`${target}.part`)) return undefined;
  try {
    const note = readJsonFile(file) as Note;
    return note.url === url && note.validator !== undefined ? note : undefined;
  } catch {
    return undefined;
  }
}

function discard(target: string): void {
  onDisk(target, () => {
    rmSync(`${target}.part`, { force: true });
    rmSync(`${target}.part.json`, { force: true });
  });
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function stopped(target: string, cause: unknown): DownloadError {
  const kept = `${sizeOf(`${target}.part`)} bytes are kept in ${target}.part`;
  const next = 'the next try resumes there if the server can';
  return new DownloadError(`stopped: ${kept}; ${next}`, { cause });
}
