import { DownloadError } from '../../core/errors';
import { messageOf, systemCode } from '../../core/systemError';

/** Runs something that writes to a path; a system's error becomes a `DownloadError`, as by `diskError`. */
export function onDisk(path: string, body: () => void): void {
  try {
    body();
  } catch (error) {
    throw diskError(path, error);
  }
}

/** A system's error as a `DownloadError` that says what to do; any other error as it is. */
export function diskError(path: string, error: unknown): unknown {
  const code = systemCode(error);
  if (code === undefined) return error;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  const advice = full
    ? 'the disk is full: free some space and try again'
    : `${messageOf(error)}; choose another folder with FEDERATED_DATA_DIR`;
  return new DownloadError(`cannot write ${path}: ${advice}`, { cause: error });
}
