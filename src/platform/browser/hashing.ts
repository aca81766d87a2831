import { md5, sha1 } from '@noble/hashes/legacy';
import { sha256, sha512 } from '@noble/hashes/sha2';
import { Buffer } from './bytes';

const algorithms = { md5, sha1, sha256, sha512 };

interface Hash {
  update(data: string | Uint8Array): Hash;
  digest(): Buffer;
  digest(encoding: 'hex' | 'base64'): string;
}

/** A digest of bytes, the same as Node's; texts count as UTF-8. */
export function createHash(algorithm: string): Hash {
  if (!Object.hasOwn(algorithms, algorithm)) throw new Error(`no digest ${algorithm} here`);
  const state = algorithms[algorithm as keyof typeof algorithms].create();
  function digest(): Buffer;
  function digest(encoding: 'hex' | 'base64'): string;
  function digest(encoding?: 'hex' | 'base64'): Buffer | string {
    const bytes = Buffer.from(state.digest());
    return encoding === undefined ? bytes : bytes.toString(encoding);
  }
  const hash: Hash = {
    update(data) {
      state.update(data);
      return hash;
    },
    digest,
  };
  return hash;
}
