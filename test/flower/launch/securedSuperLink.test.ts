import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientApp } from '../../../src/flower/app/clientApp';
import { makeCertificates } from '../../../src/flower/launch/certificates';
import type { Certificates } from '../../../src/flower/launch/certificates';
import { flowerInstallation } from '../../../src/flower/launch/flowerInstallation';
import { registerNode } from '../../../src/flower/launch/flowerRun';
import { ProcessGroup } from '../../../src/flower/launch/processGroup';
import { startSuperLink } from '../../../src/flower/launch/superLink';
import { runSuperNode } from '../../../src/flower/node/superNode';
import { flowerDescriptors } from '../../../src/flower/wire/descriptors';
import { createIdentity } from '../../../src/flower/wire/identity';
import { loadFlowerSchema } from '../../../src/flower/wire/schema';
import { FleetTransport } from '../../../src/flower/wire/transport';
import { hasOpenssl, makeCertificates as selfMade } from '../../support/certificates';
import { processesWith } from '../../support/flower';
import { flowerPython, flowerTest } from '../../support/flowerPython';
import { withTemporaryFolder } from '../../support/temporaryFolder';

flowerTest(
  'a SuperLink with certificates and authentication only accepts clients it knows',
  async () => {
    const installation = await flowerInstallation(flowerPython!);
    const schema = loadFlowerSchema((await flowerDescriptors({ python: flowerPython! })).bytes);
    await withTemporaryFolder(async (parent) => {
      const group = new ProcessGroup();
      const certificates = await makeCertificates(installation, { folder: join(parent, 'tls') });
      const systemTime = Date.now;
      let secondsAhead = 0;
      const clock = jest.spyOn(Date, 'now');
      clock.mockImplementation(() => systemTime() + 1000 * secondsAhead);
      const now = (): Date => new Date(Date.now());
      const [known, stranger] = [createIdentity(now), createIdentity(now)];
      try {
        const folder = join(parent, 'link');
        const options = { folder, certificates, authentication: true };
        const superLink = await startSuperLink(group, installation, options);
        await registerNode({ installation, superLink }, known.openSshPublicKey);
        const visit = async ({ publicKey, headers }: typeof known, ca?: string): Promise<void> => {
          const door = new AbortController();
          const url = `https://${superLink.address}`;
          const trusted = ca === undefined ? {} : { ca: readFileSync(ca) };
          const transport = new FleetTransport({ url, schema, headers, ...trusted });
          const log = ({ event }: { readonly event: string }): void => {
            if (event === 'active') door.abort();
          };
          const others = { app: clientApp({}), log, signal: door.signal, startSeconds: 1 };
          const keepsKey = true;
          await runSuperNode({ transport, schema, publicKey, keepsKey, ...others }).finally(() => {
            transport.close();
          });
        };
        await visit(known, certificates.ca);
        await expect(visit(stranger, certificates.ca)).rejects.toThrow(
          'lets in only the keys that its operator registered',
        );
        await expect(visit(known)).rejects.toThrow('no secure connection');
        await visit(known, certificates.ca);

        // Flower's window for the time of a signature, 300 s with 5 s in either direction.
        for (const inside of [3, -295]) {
          secondsAhead = inside;
          await visit(known, certificates.ca);
        }
        for (const [outside, text] of [
          [20, /this machine's clock is (19|20|21) s ahead of the SuperLink's/],
          [-400, /this machine's clock is 6 min (39|40|41) s behind the SuperLink's/],
        ] as const) {
          secondsAhead = outside;
          await expect(visit(known, certificates.ca)).rejects.toThrow(text);
        }
        secondsAhead = 0;
        const thief = {
          ...known,
          headers: () => ({ ...known.headers(), 'flwr-signature': 'AAAA' }),
        };
        await expect(visit(thief, certificates.ca)).rejects.toThrow('the clock is not the reason');
      } finally {
        clock.mockRestore();
        await group.stop();
      }
      expect(processesWith(parent)).toEqual([]);
    });
  },
);

flowerTest(
  'a certificate that the server’s own programs would refuse is reported immediately',
  async () => {
    const installation = await flowerInstallation(flowerPython!);
    await withTemporaryFolder(async (parent) => {
      const group = new ProcessGroup();
      const given = async (certificates: Certificates, folder: string): Promise<string> => {
        const options = { folder: join(parent, folder), certificates };
        const started = startSuperLink(group, installation, options);
        return started.then(
          () => 'started',
          (error: unknown) => String(error),
        );
      };
      try {
        const refused = "FlowerError: the SuperLink's own programs refuse its certificate: ";
        const folder = join(parent, 'tls');
        mkdirSync(folder);
        const elsewhere = selfMade(folder, 'DNS:fl.example.org');
        const other = await makeCertificates(installation, { folder: join(parent, 'other') });
        const [name, authority] = await Promise.all([
          given(elsewhere, 'a'),
          given({ ...elsewhere, ca: other.ca }, 'b'),
        ]);
        expect(name).toContain(refused);
        expect(name).toMatch(/ERR_TLS_CERT_ALTNAME_INVALID.*\n.*127\.0\.0\.1/);
        expect(authority).toContain(refused);
        expect(authority).toMatch(/UNABLE_TO_VERIFY|SELF_SIGNED|SIGNATURE/);
      } finally {
        await group.stop();
      }
    });
  },
  undefined,
  hasOpenssl ? undefined : 'no openssl',
);

test('authentication without certificates is refused', async () => {
  const installation = { python: 'python3', version: '1.41.0', programs: '' };
  const options = { folder: 'nowhere', authentication: true };
  await expect(startSuperLink(new ProcessGroup(), installation, options)).rejects.toThrow(
    'authentication must be given with certificates, got true',
  );
});
