import { openConnections } from './http';
import { readIdentity } from './identity';
import { webIdentity } from './webIdentity';
import type { WebKeys } from './webIdentity';

/** A Fleet API call that any thread can make: plain data, with the key that signs it. */
export interface DetachedCall {
  readonly url: string;
  /** The certificates to trust, in PEM. */
  readonly ca?: string | Uint8Array;
  /** The encoded request. */
  readonly body: Uint8Array;
  /** The private key in PEM, or a pair of WebCrypto's, which another thread can have but not read. */
  readonly key: string | WebKeys;
}

/** Makes the call once, over a separate connection, and does not read the response. */
export async function makeDetachedCall(
  { url, ca, body, key }: DetachedCall,
  deadlineSeconds: number,
): Promise<void> {
  const identity = typeof key === 'string' ? readIdentity(key, 'key') : await webIdentity(key);
  const connections = openConnections(ca);
  try {
    const { status } = await connections.send({
      method: 'POST',
      url: new URL(url),
      headers: {
        accept: 'application/protobuf',
        'content-type': 'application/protobuf',
        ...(await identity.headers()),
      },
      body,
      maxBytes: 2 ** 20,
      silenceSeconds: deadlineSeconds,
      deadlineSeconds,
    });
    if (status !== 200) throw new Error(`HTTP ${status}`);
  } finally {
    connections.close();
  }
}
