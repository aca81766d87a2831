import { Buffer } from '../../platform/bytes';
import { createReadStream, statSync, open } from '../../platform/files';
import { createHash } from '../../platform/hashing';
import { DataError } from '../../core/errors';
import { unreadable } from '../../core/systemError';

/** What is known about a file before it is read. */
export interface Expected {
  readonly bytes?: number;
  readonly md5?: string;
  readonly sha256?: string;
}

/** How files start, by file extension. */
const signatures: readonly (readonly [ending: string, kind: string, bytes: string])[] = [
  ['.gz', 'gzip', '\x1f\x8b'],
  ['.zip', 'zip', 'PK'],
  ['.sqlite', 'SQLite', 'SQLite format 3\0'],
];

/** The checksum of a file, hexadecimal; the file is streamed. */
export async function hashFile(
  path: string,
  algorithm: 'md5' | 'sha256',
  signal?: AbortSignal,
): Promise<string> {
  const hash = createHash(algorithm);
  const stream = createReadStream(path, { highWaterMark: 1 << 20, ...(signal && { signal }) });
  for await (const chunk of stream) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** How the file differs from what is known about it, `sha256 is …, expected …`, or undefined. */
export async function difference(
  path: string,
  expected: Expected,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const { size } = statSync(path);
  if (expected.bytes !== undefined && size !== expected.bytes) {
    return `size is ${size} bytes, expected ${expected.bytes}`;
  }
  const algorithm = expected.sha256 === undefined ? 'md5' : 'sha256';
  const wanted = expected[algorithm];
  if (wanted === undefined) return undefined;
  const found = await hashFile(path, algorithm, signal);
  return found === wanted ? undefined : `${algorithm} is ${found}, expected ${wanted}`;
}

/**
 * Checks a file that the user put there. One that differs from the official file but is of the
 * right kind may be used, with a warning. (In a download, a difference is an error.)
 *
 * @returns the warning, or undefined for the official file
 * @throws DataError for an empty or unreadable file, or one whose first bytes do not fit its name
 */
export async function verifyPlaced(
  path: string,
  expected: Expected,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const signature = signatures.find(([ending]) => path.endsWith(ending));
  const start = await firstBytes(path, 16);
  if (start.length === 0) throw new DataError(path, 'the file is empty');
  if (signature && !start.toString('latin1').startsWith(signature[2])) {
    throw new DataError(path, `is not a ${signature[1]} file`, 0);
  }
  const problem = await difference(path, expected, signal);
  return problem && `${path} is not the official file (${problem}); it is used as is`;
}

async function firstBytes(path: string, count: number): Promise<Buffer> {
  try {
    const handle = await open(path);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
}
