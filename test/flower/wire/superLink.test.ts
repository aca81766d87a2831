import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { flowerDescriptors } from '../../../src/flower/wire/descriptors';
import { FlowerHttpError, FlowerTlsError } from '../../../src/flower/wire/errors';
import { createIdentity } from '../../../src/flower/wire/identity';
import type { NodeIdentity } from '../../../src/flower/wire/identity';
import { sleep } from '../../../src/flower/wire/retry';
import { loadFlowerSchema } from '../../../src/flower/wire/schema';
import type { FlowerSchema } from '../../../src/flower/wire/schema';
import { FleetTransport } from '../../../src/flower/wire/transport';
import type { TransportOptions } from '../../../src/flower/wire/transportOptions';
import { hasOpenssl, makeCertificates } from '../../support/certificates';
import { flowerTest } from '../../support/flowerPython';
import { withTemporaryFolder } from '../../support/temporaryFolder';

/** The transport against a SuperLink of the installed flwr. */

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

interface Running {
  readonly port: number;
  readonly schema: FlowerSchema;
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly connect: (options?: Partial<TransportOptions>) => FleetTransport;
  readonly version: string;
}

/** Runs a SuperLink with these options while `body` runs. */
async function withSuperLink(
  python: string,
  args: (folder: string) => readonly string[],
  body: (running: Running) => Promise<void>,
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

const refusal = async (call: Promise<unknown>): Promise<unknown[]> => {
  const error = await call.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(FlowerHttpError);
  const { status, code } = error as FlowerHttpError;
  return [status, code];
};

const minute = 120_000;

flowerTest(
  'a node registers, is alive, has no message, and leaves',
  async (python) => {
    await withSuperLink(
      python,
      () => ['--insecure'],
      async ({ connect, version }) => {
        const identity = createIdentity();
        const { publicKey } = identity;
        const transport = connect({ headers: identity.headers });
        const info = await transport.server();
        expect(info.title).toBe('SuperLink API');
        expect(info.version).toBe(version);

        const { nodeId } = await transport.call('register-node', { publicKey });
        expect(await refusal(transport.call('register-node', { publicKey }))).toEqual([412, 23]);
        const active = await transport.call('activate-node', { publicKey, heartbeatInterval: 30 });
        expect(active.nodeId).toBe(nodeId);
        const node = { nodeId };
        const beat = await transport.call('send-node-heartbeat', { node, heartbeatInterval: 30 });
        expect(beat.success).toBe(true);
        const pulled = await transport.call('pull-messages', { node });
        expect(pulled.messagesList).toEqual([]);
        const slow = { node, heartbeatInterval: 1 };
        expect(await refusal(transport.call('send-node-heartbeat', slow))).toEqual([400, 2003]);
        expect(await refusal(transport.call('get-run', { node, runId: 5n }))).toEqual([403, 2008]);

        const stranger = connect({ headers: createIdentity().headers });
        expect(await refusal(stranger.call('pull-messages', { node }))).toEqual([401, undefined]);
        expect(await refusal(connect().call('pull-messages', { node }))).toEqual([401, undefined]);
        const past = createIdentity(() => new Date(Date.now() - 400_000));
        expect(
          await refusal(connect({ headers: past.headers }).call('pull-messages', { node })),
        ).toEqual([401, undefined]);

        await sleep(6); // longer than an idle connection is kept by either side
        await transport.call('deactivate-node', { nodeId });
        await transport.call('unregister-node', { nodeId });
        expect(await refusal(transport.call('pull-messages', { node }))).toEqual([401, undefined]);
      },
    );
  },
  minute,
);

flowerTest(
  'TLS and authentication: known keys alone, the right CA alone',
  async (python) => {
    let ca = '';
    const tls = (folder: string): string[] => {
      const paths = makeCertificates(folder);
      ca = readFileSync(paths.ca, 'utf8');
      return [
        ...['--ssl-certfile', paths.certificate, '--ssl-keyfile', paths.key],
        ...['--ssl-ca-certfile', paths.ca, '--enable-supernode-auth'],
      ];
    };
    await withSuperLink(python, tls, async ({ connect, folder, port, env }) => {
      const known = createIdentity();
      register(python, folder, port, env, known);
      const transport = connect({ ca, headers: known.headers });
      const { publicKey } = known;
      const { nodeId } = await transport.call('activate-node', {
        publicKey,
        heartbeatInterval: 30,
      });
      const node = { nodeId };
      expect((await transport.call('pull-messages', { node })).messagesList).toEqual([]);

      const unknown = createIdentity();
      const other = connect({ ca, headers: unknown.headers });
      const activation = { publicKey: unknown.publicKey, heartbeatInterval: 30 };
      expect(await refusal(other.call('activate-node', activation))).toEqual([412, 2004]);
      const registration = { publicKey: unknown.publicKey };
      expect(await refusal(other.call('register-node', registration))).toEqual([412, 2001]);

      // A known key, whose signature another key made.
      const forged = (): Record<string, string> => ({
        ...unknown.headers(),
        'flwr-public-key': known.headers()['flwr-public-key'],
      });
      const forger = connect({ ca, headers: forged });
      expect(await refusal(forger.call('pull-messages', { node }))).toEqual([401, undefined]);

      const distrustful = connect({ headers: known.headers });
      await expect(distrustful.call('pull-messages', { node })).rejects.toThrow(FlowerTlsError);
      await transport.call('deactivate-node', { nodeId });
    });
  },
  minute,
  hasOpenssl ? undefined : 'no openssl',
);

/** Registers a key as an operator does: `flwr supernode register`. */
function register(
  python: string,
  folder: string,
  port: number,
  env: NodeJS.ProcessEnv,
  { openSshPublicKey }: NodeIdentity,
): void {
  const home = env.FLWR_HOME!;
  writeFileSync(
    join(home, 'config.toml'),
    [
      '[superlink]',
      'default = "here"',
      '[superlink.here]',
      `address = "127.0.0.1:${port}"`,
      `root-certificates = "${join(folder, 'ca.pem')}"`,
    ].join('\n'),
  );
  const key = join(folder, 'node.pub');
  writeFileSync(key, `${openSshPublicKey}\n`);
  const flwr = join(dirname(python), 'flwr');
  const { status, stdout, stderr } = spawnSync(flwr, ['supernode', 'register', key, 'here'], {
    env,
    cwd: folder,
  });
  if (status !== 0) throw new Error(`${stdout.toString()}${stderr.toString()}`);
}
