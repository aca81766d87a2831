import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from '../../platform/files';
import { dirname } from '../../platform/paths';
import { randomBytes } from '../../platform/randomness';
import { process } from '../../platform/system';
import { DataError } from '../../core/errors';
import { makeFolder } from '../../core/files';
import { fileError, systemCode } from '../../core/systemError';
import { textOf } from '../../core/textFile';
import { createIdentity, readIdentity } from './identity';
import type { NodeIdentity } from './identity';

/**
 * The identity stored in a file; if there is none, a new one is created and stored there, readable
 * only by the owner (mode 0600). If several processes start at once, one of them creates the key
 * and all use it.
 *
 * ```ts
 * const { publicKey, headers } = fl.flower.keepIdentity('node.pem');
 * ```
 *
 * @throws DataError if others may read the file; ArgumentError if it holds no P-384 key
 */
export function keepIdentity(path: string): NodeIdentity {
  const kept = loadIdentity(path);
  if (kept) return kept;
  const made = createIdentity();
  return writeNew(path, made.privateKey()) ? made : loadIdentity(path)!;
}

/**
 * The identity in a file, or undefined if there is no such file; see {@link keepIdentity}.
 *
 * ```ts
 * const identity = fl.flower.loadIdentity('node.pem') ?? fl.flower.createIdentity();
 * ```
 */
export function loadIdentity(path: string): NodeIdentity | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw fileError(path, error);
  }
  try {
    const mode = fstatSync(descriptor).mode & 0o777;
    if (process.platform !== 'win32' && mode & 0o077) {
      const found = mode.toString(8).padStart(4, '0');
      const problem = `is a private key that others may read (mode ${found}); chmod 600 fixes that`;
      throw new DataError(path, problem);
    }
    return readIdentity(textOf(readFileSync(descriptor)), path);
  } finally {
    closeSync(descriptor);
  }
}

/** Writes a file that only its owner may read; false if it already exists. */
function writeNew(path: string, content: string): boolean {
  makeFolder(dirname(path));
  const temporary = `${path}.${randomBytes(6).toString('hex')}.part`;
  try {
    const descriptor = openSync(temporary, 'wx', 0o600);
    try {
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    linkSync(temporary, path); // unlike a rename, never replaces a file
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw fileError(path, error);
  } finally {
    rmSync(temporary, { force: true });
  }
}
