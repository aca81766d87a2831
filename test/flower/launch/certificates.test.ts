import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:https';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { makeCertificates } from '../../../src/flower/launch/certificates';
import type { Certificates } from '../../../src/flower/launch/certificates';
import { main } from '../../../src/flower/launch/certificatesCommand';
import { flowerInstallation } from '../../../src/flower/launch/flowerInstallation';
import { flowerPython, flowerTest } from '../../support/flowerPython';
import { withTemporaryFolder } from '../../support/temporaryFolder';

const installation = { python: 'python3', version: '1.41.0', programs: '' };

/** The exit code of the command, and all that it says. */
async function command(...argv: string[]): Promise<[number, string]> {
  let said = '';
  const write = (text: string): void => {
    said += text;
  };
  return [await main(argv, { out: write, err: write }), said];
}

/** What a server with these certificates answers to who trusts `ca`, or the error's code. */
async function greeting({ certificate, key }: Certificates, ca: string): Promise<string> {
  const files = { cert: readFileSync(certificate), key: readFileSync(key) };
  const server = createServer(files, (_request, response) => response.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const options = { port, host: '127.0.0.1', ca: readFileSync(ca), agent: false };
  try {
    return await new Promise((resolve) => {
      request(options, (response) => {
        response.setEncoding('utf8').on('data', resolve);
      })
        .on('error', (error: NodeJS.ErrnoException) => {
          resolve(error.code!);
        })
        .end();
    });
  } finally {
    server.close();
  }
}

flowerTest(
  'a server’s certificate is valid for its hosts, if its authority is trusted',
  async () => {
    const flower = await flowerInstallation(flowerPython!);
    await withTemporaryFolder(async (parent) => {
      const hosts = ['fl.example.org', '192.0.2.7'];
      const own = await makeCertificates(flower, { folder: join(parent, 'own'), hosts, days: 2 });
      const other = await makeCertificates(flower, { folder: join(parent, 'other') });
      expect(readdirSync(join(parent, 'own')).sort()).toEqual([
        ...['ca.pem', 'server-key.pem', 'server.pem'],
      ]);
      if (process.platform !== 'win32') expect(statSync(own.key).mode & 0o777).toBe(0o600);

      const [ca, server] = [own.ca, own.certificate].map(
        (file) => new X509Certificate(readFileSync(file)),
      );
      expect([ca.ca, server.ca]).toEqual([true, false]);
      expect(server.checkIssued(ca)).toBe(true);
      expect(server.verify(ca.publicKey)).toBe(true);
      expect(server.checkHost('fl.example.org')).toBe('fl.example.org');
      expect(server.checkHost('example.org')).toBeUndefined();
      // Whatever the hosts: Flower's own programs call the server by its loopback address.
      for (const ip of ['192.0.2.7', '127.0.0.1', '::1']) expect(server.checkIP(ip)).toBe(ip);
      expect(server.checkHost('localhost')).toBe('localhost');
      const days = (Date.parse(server.validTo) - Date.now()) / 86_400_000;
      expect(days).toBeGreaterThan(1.9);
      expect(days).toBeLessThanOrEqual(2);

      expect(await greeting(own, own.ca)).toBe('hello');
      const before = readFileSync(own.ca, 'utf8');
      const [code, said] = await command(join(parent, 'own'), '--python', flowerPython!);
      expect([code, said]).toEqual([
        2,
        expect.stringContaining('<folder> (without --replace) must not exist yet, or be empty'),
      ]);
      const options = ['--host', 'a.example.org', '--host', 'b.example.org', '--days', '400'];
      const [done, text] = await command(
        ...[join(parent, 'own'), ...options, '--replace', '--python', flowerPython!],
      );
      expect(done).toBe(0);
      expect(text).toMatch(/server-key\.pem: for the server only; secret/);
      expect(text).toContain(
        'They are valid for a.example.org, b.example.org, localhost, 127.0.0.1, ::1, until',
      );
      expect(text).toMatch(/flower-superlink .*--ssl-ca-certfile .*ca\.pem \\\n/);
      expect(readFileSync(own.ca, 'utf8')).not.toBe(before);
      const replaced = new X509Certificate(readFileSync(own.certificate));
      expect(replaced.checkHost('b.example.org')).toBe('b.example.org');
      expect(replaced.checkIP('127.0.0.1')).toBe('127.0.0.1');
      if (process.platform !== 'win32') expect(statSync(own.key).mode & 0o777).toBe(0o600);
      expect(readdirSync(join(parent, 'own'))).toHaveLength(3);
      expect(await greeting(own, other.ca)).toMatch(/UNABLE_TO_VERIFY|SELF_SIGNED|SIGNATURE/);
    });
  },
);

test('invalid arguments are refused', async () => {
  await withTemporaryFolder(async (folder) => {
    const make = (options: object) => makeCertificates(installation, { folder, ...options });
    for (const host of ['', 'https://fl.example.org', 'fl.example.org:8000', 'a b']) {
      await expect(make({ hosts: [host] })).rejects.toThrow(
        'hosts must be names or IP addresses, without a scheme or port',
      );
    }
    await expect(make({ days: 0 })).rejects.toThrow(
      'days must be a whole number between 1 and 825',
    );
    await expect(
      makeCertificates({ ...installation, python: join(folder, 'none') }, { folder }),
    ).rejects.toThrow(/could not create certificates: .*ENOENT/);
    writeFileSync(join(folder, 'mine'), '');
    await expect(make({})).rejects.toThrow('folder must not exist yet, or be empty');
  });
});
