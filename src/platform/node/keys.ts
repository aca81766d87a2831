/** Keys that a file can hold. A page has WebCrypto's instead, which nothing can read. */
export { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
export type { KeyObject } from 'node:crypto';
