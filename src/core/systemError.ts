import { DataError, FileError } from './errors';
import sentences from './systemErrors.json';

/** The message of any thrown value. */
export function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) {
    return String(error.message);
  }
  return String(error);
}

/** The code of a system call's error, `ENOSPC` for a full disk; undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  return isSystemError(error) ? error.code : undefined;
}

/** Why a system call failed, `the disk is full (ENOSPC)`, and what can be done about it. */
export interface SystemReason {
  readonly problem: string;
  readonly advice?: string;
}

/**
 * The reason for a system error, or for the {@link FileError} made from it; undefined for others.
 */
export function systemReason(error: unknown): SystemReason | undefined {
  if (error instanceof FileError) return systemReason(error.cause);
  if (!isSystemError(error)) return undefined;
  const { code, message, syscall } = error;
  if (syscall.startsWith('spawn') && code === 'ENOENT') {
    return { problem: `there is no such program (${code})` };
  }
  if (Object.hasOwn(sentences, code)) {
    const [problem, advice] = sentences[code as keyof typeof sentences];
    return { problem: `${problem} (${code})`, advice };
  }
  // `ESTALE: stale file handle, read 'x'`
  const said = /^E[A-Z0-9]+: (.*), \w+/.exec(message)?.[1];
  return { problem: said === undefined ? message : `${said} (${code})` };
}

/** Why something failed, for a message that names the file itself. */
export function reasonOf(error: unknown): string {
  return systemReason(error)?.problem ?? messageOf(error);
}

/**
 * A system error as a sentence that names the file and says what to do: `cannot write
 * runs/a/weights.npz: the disk is full (ENOSPC); free some space and try again`. Undefined for any
 * other error.
 *
 * @param file default: the one that the error names
 */
export function systemProblem(error: unknown, file?: string): string | undefined {
  const reason = systemReason(error);
  if (!reason || !isSystemError(error)) return undefined;
  const { syscall, path, dest } = error;
  const named = file ?? dest ?? path;
  const verb = Object.hasOwn(verbs, syscall) ? verbs[syscall] : undefined;
  const what = [verb ?? (syscall.startsWith('spawn') ? 'start' : undefined), named];
  const { problem, advice } = reason;
  const after = advice === undefined ? '' : `; ${advice}`;
  return what.includes(undefined)
    ? `${problem}${after}`
    : `cannot ${what.join(' ')}: ${problem}${after}`;
}

/** A system error as a {@link FileError} about this file; any other error unchanged. */
export function fileError(file: string, error: unknown): unknown {
  const problem = systemProblem(error, file);
  if (problem === undefined) return error;
  return new FileError(file, systemCode(error)!, problem, { cause: error });
}

/** Runs something that reads a file; a system error becomes a {@link DataError}. */
export function whileReading<Result>(file: string, body: () => Result): Result {
  try {
    return body();
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    throw unreadable(file, error);
  }
}

/** A {@link DataError} about a file that cannot be read, for any reason. */
export function unreadable(file: string, cause: unknown): DataError {
  return new DataError(file, `cannot be read: ${reasonOf(cause)}`, undefined, { cause });
}

/** Runs something that writes a file; a system error becomes a {@link FileError}. */
export function onFile<Result>(file: string, body: () => Result): Result {
  try {
    return body();
  } catch (error) {
    throw fileError(file, error);
  }
}

interface SystemError {
  readonly code: string;
  readonly syscall: string;
  readonly message: string;
  readonly path?: string;
  readonly dest?: string;
}

function isSystemError(error: unknown): error is SystemError {
  return (
    typeof error === 'object' &&
    error !== null &&
    'syscall' in error &&
    typeof error.syscall === 'string' &&
    'code' in error &&
    typeof error.code === 'string'
  );
}

/** What a system call does with the file. */
const verbs: Readonly<Record<string, string>> = {
  access: 'read',
  chmod: 'change',
  close: 'write',
  copyfile: 'write',
  fstat: 'read',
  fsync: 'write',
  ftruncate: 'write',
  link: 'write',
  lstat: 'read',
  mkdir: 'make',
  mkdtemp: 'make',
  open: 'open',
  opendir: 'read',
  read: 'read',
  readlink: 'read',
  rename: 'write',
  rm: 'remove',
  rmdir: 'remove',
  scandir: 'read',
  stat: 'read',
  statfs: 'read',
  symlink: 'write',
  unlink: 'remove',
  write: 'write',
};
