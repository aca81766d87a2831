import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FlowerHttpError, FlowerTlsError } from '../../../src/flower/wire/errors';
import { createIdentity } from '../../../src/flower/wire/identity';
import type { NodeIdentity } from '../../../src/flower/wire/identity';
import { sleep } from '../../../src/core/retry';
import { hasOpenssl, makeCertificates } from '../../support/certificates';
import { flowerTest } from '../../support/flowerPython';
import { withSuperLink } from '../../support/installedSuperLink';

/** The transport against a SuperLink of the installed flwr. */

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
