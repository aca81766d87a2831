import { realpathSync } from '../../platform/files';
import { lockFile } from '../../core/fileLock';
import type { FileLock } from '../../core/fileLock';

/**
 * Reserves a key's file for one client on this machine: two with the same key are one node to the
 * SuperLink, whose messages then go sometimes to one, sometimes to the other.
 *
 * @throws FederatedError if another process uses this file
 */
export function lockKey(key: string): Promise<FileLock> {
  return lockFile(`${realpathSync(key)}.lock`, (pid) => {
    const rule = 'each client needs its own key (--key with another file creates one)';
    return `${key}: process ${pid} already takes part with this key; ${rule}`;
  });
}
