import { DownloadError, FileError } from '../../core/errors';
import { systemReason } from '../../core/systemError';

/** Runs something that writes to a path; converts system errors with `diskError`. */
export function onDisk(path: string, body: () => void): void {
  try {
    body();
  } catch (error) {
    throw diskError(path, error);
  }
}

/** A system error as a `DownloadError` that says what to do; any other error unchanged. */
export function diskError(path: string, error: unknown): unknown {
  const reason = systemReason(error);
  if (reason === undefined) return error;
  const full = /\b(ENOSPC|EDQUOT)\b/.test(reason.problem);
  const advice = full ? reason.advice : 'choose another folder with FEDERATED_DATA_DIR';
  const file = error instanceof FileError ? error.file : path;
  return new DownloadError(`cannot write ${file}: ${reason.problem}; ${advice}`, { cause: error });
}
