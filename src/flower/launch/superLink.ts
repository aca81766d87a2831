import { mkdirSync, readFileSync } from '../../platform/files';
import { join, resolve } from '../../platform/paths';
import { pause } from '../../platform/timers';
import { ArgumentError } from '../../core/errors';
import { writeFileAtomic } from '../../core/files';
import { FlowerError, FlowerTlsError } from '../wire/errors';
import { openConnections } from '../wire/http';
import type { Certificates } from './certificates';
import type { ChildProcess } from './childProcess';
import { flowerEnvironment, flowerProgram } from './flowerInstallation';
import type { FlowerInstallation } from './flowerInstallation';
import { freePort } from './freePort';
import type { ProcessGroup } from './processGroup';

/** The name of the SuperLink in Flower's own configuration file. */
export const connectionName = 'federation';

/** A SuperLink on this machine, and the SuperExec that starts ServerApps for it. */
export interface SuperLink {
  /** `127.0.0.1:40123` */
  readonly address: string;
  /** Environment variables for Flower's programs to reach it: {@link flowerEnvironment}. */
  readonly environment: NodeJS.ProcessEnv;
  readonly processes: readonly ChildProcess[];
}

/** Options of {@link startSuperLink}. */
export interface StartSuperLinkOptions {
  /** For Flower's files in `flower/` and the programs' output in `logs/`. */
  readonly folder: string;
  /** How long it may take to answer; default 60. */
  readonly startSeconds?: number;
  /** With these it accepts only TLS. */
  readonly certificates?: Certificates;
  /** Whether it accepts only nodes with registered keys; requires certificates; default false. */
  readonly authentication?: boolean;
  readonly signal?: AbortSignal;
}

/** How many ports are tried, in case one is taken in the meantime. */
const attempts = 3;

/**
 * Starts a SuperLink on a free loopback port, without TLS unless certificates are given, and waits until
 * it answers.
 *
 * @throws FlowerProcessError with its last output if it ends instead; FlowerError if its own programs
 *   could not connect with these certificates
 */
export async function startSuperLink(
  group: ProcessGroup,
  installation: FlowerInstallation,
  options: StartSuperLinkOptions,
): Promise<SuperLink> {
  const { startSeconds = 60, certificates, authentication = false, signal } = options;
  const folder = resolve(options.folder);
  if (authentication && !certificates) {
    throw new ArgumentError('authentication', 'be given with certificates', authentication);
  }
  const home = join(folder, 'flower');
  mkdirSync(home, { recursive: true });
  const environment = flowerEnvironment(installation, home);
  const logs = join(folder, 'logs');
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const address = `127.0.0.1:${port}`;
    const superLink = group.start({
      name: 'SuperLink',
      command: [
        flowerProgram(installation, 'flower-superlink'),
        ...['--isolation', 'process', '--host', '127.0.0.1', '--port', String(port)],
        ...(certificates ? tlsOptions(certificates) : ['--insecure']),
        ...(authentication ? ['--enable-supernode-auth'] : []),
      ],
      cwd: folder,
      env: environment,
      log: join(logs, 'superlink.log'),
    });
    const question = { address, certificates, seconds: startSeconds, signal };
    if (!(await answers(superLink, question))) {
      if (attempt < attempts && /address already in use/i.test(superLink.lastLines())) continue;
      throw superLink.failure(superLink.end ? 'ended' : `did not answer within ${startSeconds} s`);
    }
    writeFileAtomic(join(home, 'config.toml'), connection(address, certificates));
    const superExec = group.start({
      name: 'SuperExec',
      command: [
        flowerProgram(installation, 'flower-superexec'),
        ...(certificates ? ['--root-certificates', certificates.ca] : ['--insecure']),
        ...['--runtime-api-address', address],
      ],
      cwd: folder,
      env: environment,
      log: join(logs, 'superexec.log'),
    });
    return { address, environment, processes: [superLink, superExec] };
  }
}

function tlsOptions({ ca, certificate, key }: Certificates): string[] {
  return ['--ssl-ca-certfile', ca, '--ssl-certfile', certificate, '--ssl-keyfile', key];
}

interface Question {
  readonly address: string;
  readonly certificates: Certificates | undefined;
  readonly seconds: number;
  readonly signal: AbortSignal | undefined;
}

/** Whether it answers in time. */
async function answers(
  superLink: ChildProcess,
  { address, certificates, seconds, signal }: Question,
): Promise<boolean> {
  const deadline = performance.now() + 1000 * seconds;
  const url = new URL(`${certificates ? 'https' : 'http'}://${address}/openapi.json`);
  const limits = { maxBytes: 2 ** 24, silenceSeconds: 5, deadlineSeconds: 5 };
  const connections = openConnections(certificates && readFileSync(certificates.ca));
  try {
    while (!superLink.end && performance.now() < deadline) {
      signal?.throwIfAborted();
      try {
        const request = { method: 'GET', url, headers: {}, ...limits, signal } as const;
        if ((await connections.send(request)).status === 200) return true;
      } catch (error) {
        if (error instanceof FlowerTlsError) throw selfRefusal(error);
        // It is not listening yet.
      }
      await pause(100);
    }
    return false;
  } finally {
    connections.close();
  }
}

/** The error for a certificate that the server's own programs would refuse, too. */
function selfRefusal(cause: FlowerTlsError): FlowerError {
  return new FlowerError(
    `the SuperLink's own programs refuse its certificate: ${cause.message}\n` +
      'They connect to 127.0.0.1, which the certificate must include along with the server’s other ' +
      'names; it must not have expired, and must be signed by the authority given with it. ' +
      'makeCertificates and npm run flower-certificates create such a certificate.',
    { cause },
  );
}

/** Flower's configuration file, which tells `flwr run` where the SuperLink is. */
function connection(address: string, certificates: Certificates | undefined): string {
  return [
    '[superlink]',
    `default = "${connectionName}"`,
    '',
    `[superlink.${connectionName}]`,
    `address = "${address}"`,
    certificates ? `root-certificates = ${JSON.stringify(certificates.ca)}` : 'insecure = true',
    '',
  ].join('\n');
}
