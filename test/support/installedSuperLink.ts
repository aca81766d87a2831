import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { freePort } from '../../src/flower/launch/freePort';
import { flowerDescriptors } from '../../src/flower/wire/descriptors';
import { sleep } from '../../src/core/retry';
import { loadFlowerSchema } from '../../src/flower/wire/schema';
import type { FlowerSchema } from '../../src/flower/wire/schema';
import { FleetTransport } from '../../src/flower/wire/transport';
import type { TransportOptions } from '../../src/flower/wire/transportOptions';
import { withTemporaryFolder } from './temporaryFolder';

/** A SuperLink that runs. */
export interface RunningSuperLink {
  readonly port: number;
  readonly schema: FlowerSchema;
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly connect: (options?: Partial<TransportOptions>) => FleetTransport;
  readonly version: string;
}

/** Runs a SuperLink of this Python's flwr with these options while `body` runs. */
export async function withSuperLink(
  python: string,
  args: (folder: string) => readonly string[],
  body: (running: RunningSuperLink) => Promise<void>,
): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const { bytes, version } = await flowerDescriptors({ python });
    const schema = loadFlowerSchema(bytes);
    const port = await freePort();
    const options = args(folder);
    const log = join(folder, 'superlink.log');
    const output = openSync(log, 'w');
    const env = {
      ...process.env,
      PATH: `${dirname(python)}:${process.env.PATH ?? ''}`,
      FLWR_HOME: join(folder, 'flower'),
      FLWR_TELEMETRY_ENABLED: '0',
      FLWR_UPDATE_CHECK: '0',
    };
    const superLink = spawn(
      join(dirname(python), 'flower-superlink'),
      ['--isolation', 'process', '--host', '127.0.0.1', '--port', String(port), ...options],
      { env, stdio: ['ignore', output, output], detached: true },
    );
    try {
      const secure = !options.includes('--insecure');
      const address = `${secure ? 'https' : 'http'}://127.0.0.1:${port}`;
      const transports: FleetTransport[] = [];
      const connect = (more: Partial<TransportOptions> = {}): FleetTransport => {
        const transport = new FleetTransport({ url: address, schema, ...more });
        transports.push(transport);
        return transport;
      };
      await listens(superLink, port, log);
      try {
        await body({ port, schema, folder, env, connect, version });
      } finally {
        for (const transport of transports) transport.close();
      }
    } finally {
      await stop(superLink);
    }
  });
}

async function listens(superLink: ChildProcess, port: number, log: string): Promise<void> {
  for (let tries = 0; tries < 600 && superLink.exitCode === null; tries++) {
    const socket = spawnSync(process.execPath, [
      '-e',
      `require('net').connect(${port}, '127.0.0.1').on('error', () => process.exit(1))` +
        `.on('connect', () => process.exit(0))`,
    ]);
    if (socket.status === 0) return;
    await sleep(0.1);
  }
  throw new Error(`the SuperLink does not listen: ${readFileSync(log, 'utf8')}`);
}

async function stop(superLink: ChildProcess): Promise<void> {
  if (superLink.exitCode !== null) return;
  const ended = once(superLink, 'exit');
  process.kill(-superLink.pid!, 'SIGTERM');
  const timer = setTimeout(() => process.kill(-superLink.pid!, 'SIGKILL'), 10_000);
  await ended;
  clearTimeout(timer);
}
