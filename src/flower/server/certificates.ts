import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import { makeFolder } from '../../core/files';
import { messageOf } from '../../core/systemError';
import { projectFolder } from '../../data/folder';
import { FlowerError } from '../wire/errors';
import { checkEmpty } from './writeServerApp';
import type { FlowerInstallation } from './flowerInstallation';

/** Files in PEM: whom clients trust, what the server shows them, and the key that proves it its own. */
export interface Certificates {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateOptions {
  /** Must not exist, or be empty. */
  readonly folder: string;
  /** What clients call the server: names and IP addresses; default this machine alone. */
  readonly hosts?: readonly string[];
  /** How long the certificates hold, days, 1 to 825; default 30. */
  readonly days?: number;
}

/**
 * Makes a certificate authority and a server's certificate, with the Python that has Flower: for trying
 * out, and for small federations. The authority's own key is thrown away, so that it never signs
 * another; the server's key is for its owner alone to read (mode 0600).
 *
 * @throws ArgumentError for no host, or a folder that holds something; FlowerError with Python's words
 */
export async function makeCertificates(
  { python }: FlowerInstallation,
  options: CertificateOptions,
): Promise<Certificates> {
  const { hosts = ['127.0.0.1', 'localhost'], days = 30 } = options;
  if (hosts.length === 0 || hosts.includes('')) {
    throw new ArgumentError('hosts', 'be names or addresses, at least one', hosts);
  }
  wholeNumber('days', days, 1, 825);
  const folder = resolve(checkEmpty(options.folder));
  makeFolder(folder);
  const script = join(projectFolder(), 'src', 'flower', 'server', 'certificates.py');
  try {
    await promisify(execFile)(python, ['-B', script, folder, String(days), ...hosts]);
  } catch (cause) {
    const { stderr = '' } = cause as { stderr?: string };
    const lines = stderr.trim().split('\n').filter(Boolean);
    throw new FlowerError(`no certificates: ${lines.at(-1) ?? messageOf(cause)}`, { cause });
  }
  const path = (name: string): string => join(folder, name);
  return { ca: path('ca.pem'), certificate: path('server.pem'), key: path('server-key.pem') };
}
