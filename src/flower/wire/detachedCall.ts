import type { HttpConnections } from './http';
import { openConnections } from './http';
import { readIdentity } from './identity';

/** A Fleet API call that any thread can make: plain data, with the key that signs it. */
export interface DetachedCall {
  readonly url: string;
  /** The certificates to trust, in PEM. */
  readonly ca?: string | Uint8Array;
  /** The encoded request. */
  readonly body: Uint8Array;
  /** The private key in PEM. */
  readonly privateKey: string;
}

/** Makes the call once, over a separate connection, and does not read the response. */
export async function makeDetachedCall(
  { url, ca, body, privateKey }: DetachedCall,
  deadlineSeconds: number,
): Promise<void> {
  const connections: HttpConnections = openConnections(ca);
  try {
    const { status } = await connections.send({
      method: 'POST',
      url: new URL(url),
      headers: {
        accept: 'application/protobuf',
        'content-type': 'application/protobuf',
        ...readIdentity(privateKey, 'privateKey').headers(),
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
