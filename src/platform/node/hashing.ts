/** SHA-256 and other digests. */
export { createHash } from 'node:crypto';
