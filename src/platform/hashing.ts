/** SHA-256 and other digests. */
export * from './node/hashing';
