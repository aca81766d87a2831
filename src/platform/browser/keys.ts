/*
 * Keys whose private half a program can read, as Node's crypto makes them, are not for pages: theirs are
 * WebCrypto's (`webIdentity` of flower/wire), which sign and stay where they are.
 */

function refuse(): never {
  throw new Error('a page keeps no key that can be read: it signs with a key of WebCrypto’s');
}

export const createPrivateKey = refuse;
export const createPublicKey = refuse;
export const generateKeyPairSync = refuse;
export const sign = refuse;
