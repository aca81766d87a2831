import { spawnSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createIdentity, readIdentity } from '../../../src/flower/wire/identity';
import { withTemporaryFolder } from '../../support/temporaryFolder';

test('the headers hold the key, the time and its signature', () => {
  const now = new Date('2026-11-21T08:09:10.123Z');
  const identity = createIdentity(() => now);
  const headers = identity.headers();
  expect(Object.keys(headers)).toEqual(['flwr-public-key', 'flwr-timestamp', 'flwr-signature']);
  expect(headers['flwr-timestamp']).toBe('2026-11-21T08:09:10.123+00:00');
  const pem = Buffer.from(headers['flwr-public-key'], 'base64');
  expect(pem).toEqual(Buffer.from(identity.publicKey));
  const key = createPublicKey(pem);
  expect(key.asymmetricKeyDetails).toEqual({ namedCurve: 'secp384r1' });
  const signature = Buffer.from(headers['flwr-signature'], 'base64');
  const valid = (text: string) => verify('sha256', Buffer.from(text), key, signature);
  expect(valid('2026-11-21T08:09:10.123+00:00')).toBe(true);
  expect(valid('2026-11-21T08:09:10.124+00:00')).toBe(false);
});

test('two identities differ; one that is read back is the same', () => {
  const one = createIdentity();
  expect(createIdentity().openSshPublicKey).not.toBe(one.openSshPublicKey);
  const again = readIdentity(one.privateKey(), 'key');
  expect(again.openSshPublicKey).toBe(one.openSshPublicKey);
  expect(again.publicKey).toEqual(one.publicKey);
});

test('SEC 1 is read as well', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const pem = privateKey.export({ type: 'sec1', format: 'pem' }) as string;
  const spki = publicKey.export({ type: 'spki', format: 'pem' });
  expect(Buffer.from(readIdentity(pem, 'key').publicKey).toString()).toBe(spki);
});

const hasKeygen = spawnSync('ssh-keygen', ['-?']).error === undefined;
const keygenTest = (name: string, body: () => Promise<void>) => {
  (hasKeygen ? test : test.skip)(hasKeygen ? name : `${name} [skipped: no ssh-keygen]`, body);
};

/** Makes a key with ssh-keygen; the texts of both files. */
async function keygen(type: string[], passphrase = '') {
  return withTemporaryFolder((folder) => {
    const path = join(folder, 'key');
    const { status, stderr } = spawnSync('ssh-keygen', [
      ...['-q', '-t', ...type, '-N', passphrase, '-C', '', '-f', path],
    ]);
    if (status !== 0) throw new Error(stderr.toString());
    const text = (name: string) => readFileSync(name, 'utf8');
    return { secret: text(path), open: text(`${path}.pub`) };
  });
}

keygenTest('keys of ssh-keygen are read, whatever their leading bits', async () => {
  for (let i = 0; i < 20; i++) {
    const { secret, open } = await keygen(['ecdsa', '-b', '384']);
    expect(secret).toContain('BEGIN OPENSSH PRIVATE KEY');
    expect(readIdentity(secret, 'key').openSshPublicKey).toBe(open.trim());
  }
});

keygenTest('other keys of ssh-keygen are refused by name', async () => {
  const read = (secret: string) => () => readIdentity(secret, 'keys/node');
  const { secret: locked } = await keygen(['ecdsa', '-b', '384'], 'secret words');
  expect(read(locked)).toThrow('keys/node must hold a private key without a passphrase (it has a');
  const { secret: other } = await keygen(['ed25519']);
  expect(read(other)).toThrow('(it is of the type ssh-ed25519)');
  const { secret: small } = await keygen(['ecdsa', '-b', '256']);
  expect(read(small)).toThrow('(it is of the type ecdsa-sha2-nistp256)');
  const lines = small.split('\n');
  lines.splice(2, 3);
  expect(read(lines.join('\n'))).toThrow('must hold a private key without a passphrase (');
});

test('other keys, and other files, are refused by name', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  expect(() => readIdentity(pem, 'key')).toThrow(
    'key must hold a key on the curve P-384, got "prime256v1"',
  );
  const open = publicKey.export({ type: 'spki', format: 'pem' }) as string;
  expect(() => readIdentity(open, 'key')).toThrow('must hold a private key');
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
  const rsaPem = rsa.export({ type: 'pkcs8', format: 'pem' }) as string;
  expect(() => readIdentity(rsaPem, 'key')).toThrow('P-384, got "rsa"');
  const openssh = '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----';
  expect(() => readIdentity(openssh, 'key')).toThrow('(it ends too early)');
});
