import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whether the program that makes the certificates is there. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/** A test that needs certificates. Where openssl is missing it is skipped, and its name says so. */
export function tlsTest(name: string, body: () => Promise<void>, timeout?: number): void {
  const shown = hasOpenssl ? name : `${name} [skipped: no openssl]`;
  (hasOpenssl ? test : test.skip)(shown, body, timeout);
}

/** The paths of a certificate authority, and of a server's certificate that it signed. */
export interface Certificates {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/** Makes a certificate authority and a certificate for one name or address, valid for a day. */
export function makeCertificates(folder: string, address = 'IP:127.0.0.1'): Certificates {
  const path = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { stdio: 'pipe' });
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl(
    ...['req', '-x509', ...key, '-days', '1', '-subj', '/CN=test CA'],
    ...['-keyout', path('ca.key'), '-out', path('ca.pem')],
  );
  openssl(
    ...['req', ...key, '-subj', '/CN=server'],
    ...['-keyout', path('server.key'), '-out', path('server.csr')],
  );
  writeFileSync(path('server.ext'), `subjectAltName=${address}\n`);
  openssl(
    ...['x509', '-req', '-days', '1', '-in', path('server.csr'), '-extfile', path('server.ext')],
    ...['-CA', path('ca.pem'), '-CAkey', path('ca.key'), '-CAcreateserial'],
    ...['-out', path('server.pem')],
  );
  return { ca: path('ca.pem'), certificate: path('server.pem'), key: path('server.key') };
}
