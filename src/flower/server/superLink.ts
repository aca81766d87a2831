import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { writeFileAtomic } from '../../core/files';
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
  /** What Flower's programs run with to reach it: {@link flowerEnvironment}. */
  readonly environment: NodeJS.ProcessEnv;
  readonly processes: readonly ChildProcess[];
}

export interface StartSuperLinkOptions {
  /** Takes Flower's files in `flower/` and what the programs write in `logs/`. */
  readonly folder: string;
  /** How long it may take to answer; default 60. */
  readonly startSeconds?: number;
  readonly signal?: AbortSignal;
}

/** How often another port is tried, where somebody took the first in the meantime. */
const attempts = 3;

/**
 * Starts a SuperLink without TLS on a free loopback port, and waits until it answers.
 *
 * @throws FlowerProcessError with its last words where it ends instead
 */
export async function startSuperLink(
  group: ProcessGroup,
  installation: FlowerInstallation,
  options: StartSuperLinkOptions,
): Promise<SuperLink> {
  const { folder, startSeconds = 60, signal } = options;
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
        ...['--insecure', '--isolation', 'process', '--host', '127.0.0.1', '--port', String(port)],
      ],
      cwd: folder,
      env: environment,
      log: join(logs, 'superlink.log'),
    });
    if (!(await answers(superLink, address, startSeconds, signal))) {
      if (attempt < attempts && /address already in use/i.test(superLink.lastLines())) continue;
      throw superLink.failure(superLink.end ? 'ended' : `gave no answer in ${startSeconds} s`);
    }
    writeFileAtomic(join(home, 'config.toml'), connection(address));
    const superExec = group.start({
      name: 'SuperExec',
      command: [
        flowerProgram(installation, 'flower-superexec'),
        ...['--insecure', '--runtime-api-address', address],
      ],
      cwd: folder,
      env: environment,
      log: join(logs, 'superexec.log'),
    });
    return { address, environment, processes: [superLink, superExec] };
  }
}

async function answers(
  superLink: ChildProcess,
  address: string,
  seconds: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const deadline = performance.now() + 1000 * seconds;
  while (!superLink.end && performance.now() < deadline) {
    signal?.throwIfAborted();
    try {
      const answer = await fetch(`http://${address}/openapi.json`, {
        signal: AbortSignal.timeout(5000),
      });
      await answer.arrayBuffer();
      if (answer.ok) return true;
    } catch {
      // It does not listen yet.
    }
    await pause(100);
  }
  return false;
}

/** Flower's configuration file, which says where `flwr run` finds the SuperLink. */
function connection(address: string): string {
  return [
    '[superlink]',
    `default = "${connectionName}"`,
    '',
    `[superlink.${connectionName}]`,
    `address = "${address}"`,
    'insecure = true',
    '',
  ].join('\n');
}
