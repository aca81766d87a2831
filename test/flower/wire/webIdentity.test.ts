import { createPrivateKey, createPublicKey, verify } from 'node:crypto';
import { derSignature } from '../../../src/flower/wire/derSignature';
import { readIdentity } from '../../../src/flower/wire/identity';
import { createWebKeys, webIdentity } from '../../../src/flower/wire/webIdentity';

const curve = { name: 'ECDSA', namedCurve: 'P-384' };

test('the headers are those of Node, and Node’s OpenSSL accepts every signature', async () => {
  let now = new Date('2026-11-21T08:09:10.123Z');
  const { publicKey, headers } = await webIdentity(await createWebKeys(), () => now);
  const key = createPublicKey(Buffer.from(publicKey));
  expect(key.asymmetricKeyDetails).toEqual({ namedCurve: 'secp384r1' });
  // Of 64 signatures about half have an r or an s whose first bit is 1, and some a leading zero.
  for (let i = 0; i < 64; i++) {
    now = new Date(now.getTime() + 1);
    const made = await headers();
    expect(Object.keys(made)).toEqual(['flwr-public-key', 'flwr-timestamp', 'flwr-signature']);
    expect(Buffer.from(made['flwr-public-key'], 'base64')).toEqual(Buffer.from(publicKey));
    const timestamp = made['flwr-timestamp'];
    expect(timestamp).toBe(now.toISOString().replace('Z', '+00:00'));
    const signature = Buffer.from(made['flwr-signature'], 'base64');
    expect(verify('sha256', Buffer.from(timestamp), key, signature)).toBe(true);
  }
});

test('a pair has the same public key in both homes, byte for byte', async () => {
  const pair = await crypto.subtle.generateKey(curve, true, ['sign', 'verify']);
  const web = await webIdentity(pair);
  const secret = await crypto.subtle.exportKey('pkcs8', pair.privateKey);
  const pem = createPrivateKey({ key: Buffer.from(secret), format: 'der', type: 'pkcs8' });
  const node = readIdentity(pem.export({ type: 'pkcs8', format: 'pem' }) as string, 'key');
  expect(Buffer.from(web.publicKey).toString()).toBe(Buffer.from(node.publicKey).toString());
  expect(web.openSshPublicKey).toBe(node.openSshPublicKey);
});

test('a page’s private key cannot be read', async () => {
  const { privateKey } = await createWebKeys();
  await expect(crypto.subtle.exportKey('pkcs8', privateKey)).rejects.toThrow();
});

test('numbers of a signature in DER are short and positive', () => {
  const raw = new Uint8Array(96);
  raw[47] = 5;
  raw[48] = 0x80;
  expect([...derSignature(raw).subarray(0, 9)]).toEqual([0x30, 54, 2, 1, 5, 2, 49, 0, 0x80]);
  expect(derSignature(new Uint8Array(96))).toEqual(Uint8Array.of(0x30, 6, 2, 1, 0, 2, 1, 0));
});
