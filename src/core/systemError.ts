/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) {
    return String(error.message);
  }
  return String(error);
}

/** The code of an error of a system call, `ENOSPC` for a full disk; undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  const isSystem =
    typeof error === 'object' && error !== null && 'syscall' in error && 'code' in error;
  return isSystem ? String(error.code) : undefined;
}
