import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ChildProcess } from '../../src/flower/launch/childProcess';
import {
  flowerEnvironment,
  flowerInstallation,
  flowerProgram,
} from '../../src/flower/launch/flowerInstallation';
import { freePort } from '../../src/flower/launch/freePort';
import { flowerDescriptors, writeDescriptors } from '../../src/flower/wire/descriptors';
import { createIdentity } from '../../src/flower/wire/identity';
import { keepIdentity } from '../../src/flower/wire/identityFile';
import { FlowerHttpError } from '../../src/flower/wire/errors';
import { loadFlowerSchema } from '../../src/flower/wire/schema';
import { FleetTransport } from '../../src/flower/wire/transport';
import { hasOpenssl, makeCertificates } from '../support/certificates';
import { processesWith } from '../support/flower';
import { flowerTest } from '../support/flowerPython';
import { withTemporaryFolder } from '../support/temporaryFolder';

const program = join(__dirname, '..', '..', 'src', 'dist', 'flower', 'launch', 'clientProgram.js');

flowerTest('TLS with authentication: registered keys get in, and nobody else', async () => {
  expect(hasOpenssl).toBe(true);
  const python = process.env.FEDERATED_TEST_FLOWER!;
  const installation = await flowerInstallation(python);
  await withTemporaryFolder(async (folder) => {
    const path = (name: string): string => join(folder, name);
    mkdirSync(path('own'));
    mkdirSync(path('other'));
    const { ca, certificate, key } = makeCertificates(path('own'));
    const other = makeCertificates(path('other'));
    const schema = path('schema.json');
    const descriptors = await flowerDescriptors({ python });
    writeDescriptors(schema, descriptors);
    const address = `127.0.0.1:${await freePort()}`;
    const env = flowerEnvironment(installation, path('flower'));
    mkdirSync(path('flower'));
    const connection = `[superlink.tls]\naddress = "${address}"\nroot-certificates = "${ca}"\n`;
    writeFileSync(path('flower/config.toml'), `[superlink]\ndefault = "tls"\n\n${connection}`);
    const superLink = new ChildProcess({
      name: 'SuperLink',
      command: [
        flowerProgram(installation, 'flower-superlink'),
        ...['--host', '127.0.0.1', '--port', address.split(':')[1], '--isolation', 'process'],
        ...['--ssl-ca-certfile', ca, '--ssl-certfile', certificate, '--ssl-keyfile', key],
        '--enable-supernode-auth',
      ],
      env,
      log: path('superlink.log'),
    });
    const node = (name: string, more: readonly string[]): ChildProcess =>
      new ChildProcess({
        name,
        command: [
          ...[process.execPath, program, '--superlink', address, '--schema', schema],
          ...['--trainer', 'eager', '--start-limit', '30', ...more],
        ],
        log: path(`${name}.log`),
      });
    const log = (name: string): string =>
      existsSync(path(`${name}.log`)) ? readFileSync(path(`${name}.log`), 'utf8') : '';
    const stranger = node('stranger', ['--ca', ca, '--key', path('stranger.pem')]);
    const nodes = [stranger];
    try {
      await stranger.ended;
      expect(stranger.end).toMatchObject({ code: 1 });
      expect(log('stranger')).toMatch(/lets in only the keys that its operator registered/);

      const known = keepIdentity(path('known.pem'));
      writeFileSync(path('known.pub'), `${known.openSshPublicKey}\n`);
      const flwr = flowerProgram(installation, 'flwr');
      await promisify(execFile)(flwr, ['supernode', 'register', path('known.pub'), 'tls'], { env });
      const registered = node('registered', ['--ca', ca, '--key', path('known.pem')]);
      // A second client with the same file would be refused, here, before it asks the server.
      for (const copy of ['deceived', 'plain']) {
        writeFileSync(path(`${copy}.pem`), readFileSync(path('known.pem')), { mode: 0o600 });
      }
      const deceived = node('deceived', ['--ca', other.ca, '--key', path('deceived.pem')]);
      const plain = node('plain', ['--key', path('plain.pem'), '--start-limit', '2']);
      nodes.push(registered, deceived, plain);
      await Promise.all([deceived.ended, plain.ended]);
      expect(deceived.end).toMatchObject({ code: 1 });
      expect(log('deceived')).toMatch(/no secure connection \(/);
      expect(plain.end).toMatchObject({ code: 1 });
      for (let waited = 0; !log('registered').includes('active as node') && waited < 20_000;) {
        waited += 50;
        await pause(50);
      }
      expect(log('registered')).toMatch(/active as node \d+/);

      // A signature of another key under the registered one's name.
      const transport = new FleetTransport({
        url: `https://${address}`,
        schema: loadFlowerSchema(descriptors.bytes),
        ca: readFileSync(ca),
        headers: () => ({
          ...createIdentity().headers(),
          'flwr-public-key': known.headers()['flwr-public-key'],
        }),
      });
      const request = { publicKey: known.publicKey, heartbeatInterval: 30 };
      const refused = transport.call('activate-node', request);
      await expect(refused).rejects.toBeInstanceOf(FlowerHttpError);
      await expect(refused).rejects.toMatchObject({ status: 401 });
      transport.close();

      // The process is killed; the next one with the same key takes over at once.
      process.kill(registered.pid!, 'SIGKILL');
      await registered.ended;
      const heir = node('heir', ['--ca', ca, '--key', path('known.pem')]);
      nodes.push(heir);
      const start = performance.now();
      while (!log('heir').includes('active as node') && !heir.end) await pause(50);
      expect(log('heir')).toMatch(/active as node/);
      expect(performance.now() - start).toBeLessThan(40_000);
      await heir.stop(10);
      expect(heir.end).toMatchObject({ code: 0 });
    } finally {
      for (const one of nodes) await one.stop(10);
      await superLink.stop(10);
    }
    expect(processesWith(folder)).toEqual([]);
  });
});
