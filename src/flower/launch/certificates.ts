import { join, resolve } from '../../platform/paths';
import { execFile, promisify } from '../../platform/processes';
import { isIP } from '../../platform/sockets';
import { wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import { makeFolder } from '../../core/files';
import { messageOf } from '../../core/systemError';
import { projectFolder } from '../../core/projectFolder';
import { FlowerError } from '../wire/errors';
import { checkEmpty } from '../server/writeServerApp';
import type { FlowerInstallation } from './flowerInstallation';

/** PEM files: the authority that clients trust, the server's certificate, and the server's key. */
export interface Certificates {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/** Options of {@link makeCertificates}. */
export interface CertificateOptions {
  /** Must not exist, or be empty, unless it is to be replaced. */
  readonly folder: string;
  /**
   * Names and IP addresses that clients use for the server; default none. The certificate always
   * includes this machine's own, too ({@link loopbackHosts}).
   */
  readonly hosts?: readonly string[];
  /** Validity in days, 1 to 825; default 30. */
  readonly days?: number;
  /** Whether to replace existing certificates; default false. */
  readonly replace?: boolean;
}

/** A server's local names: Flower's SuperLink starts programs that connect to it at 127.0.0.1. */
export const loopbackHosts = ['localhost', '127.0.0.1', '::1'] as const;

const names = { ca: 'ca.pem', certificate: 'server.pem', key: 'server-key.pem' } as const;

/**
 * Creates a certificate authority and a server's certificate, with the Python that has Flower: for
 * experiments and small federations. The authority's own key is discarded, so that it never signs
 * another certificate; only its owner can read the server's key (mode 0600).
 *
 * @throws ArgumentError for an invalid host, and for a folder that is not empty; FlowerError with
 *   Python's message
 */
export async function makeCertificates(
  { python }: Pick<FlowerInstallation, 'python'>,
  options: CertificateOptions,
): Promise<Certificates> {
  const { hosts = [], days = 30, replace = false } = options;
  for (const host of hosts) {
    if (isIP(host) === 0 && !/^(\*\.)?[\w-]+(\.[\w-]+)*$/.test(host)) {
      throw new ArgumentError('hosts', 'be names or IP addresses, without a scheme or port', host);
    }
  }
  wholeNumber('days', days, 1, 825);
  const folder = resolve(replace ? options.folder : checkEmpty(options.folder));
  makeFolder(folder);
  const script = join(projectFolder(), 'src', 'flower', 'launch', 'certificates.py');
  const all = [...new Set([...hosts, ...loopbackHosts])];
  try {
    await promisify(execFile)(python, ['-B', script, folder, String(days), ...all]);
  } catch (cause) {
    const { stderr = '' } = cause as { stderr?: string };
    const lines = stderr.trim().split('\n').filter(Boolean);
    throw new FlowerError(`could not create certificates: ${lines.at(-1) ?? messageOf(cause)}`, {
      cause,
    });
  }
  const path = (name: string): string => join(folder, name);
  return { ca: path(names.ca), certificate: path(names.certificate), key: path(names.key) };
}
