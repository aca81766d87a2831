import { realpathSync } from 'node:fs';
import { lockFile } from '../../core/fileLock';
import type { FileLock } from '../../core/fileLock';

/**
 * Keeps a key's file to one client of this machine: two with one key are one node to the SuperLink,
 * whose messages go now to the one and now to the other.
 *
 * @throws FederatedError where another process takes part with this file
 */
export function lockKey(key: string): Promise<FileLock> {
  return lockFile(`${realpathSync(key)}.lock`, (pid) => {
    const rule = 'each client needs a key of its own (--key with another file makes one)';
    return `${key}: process ${pid} takes part with this key already; ${rule}`;
  });
}
