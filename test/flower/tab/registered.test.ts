import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCertificates } from '../../../src/flower/launch/certificates';
import { flowerInstallation } from '../../../src/flower/launch/flowerInstallation';
import { registerNode } from '../../../src/flower/launch/flowerRun';
import { ProcessGroup } from '../../../src/flower/launch/processGroup';
import { startSuperLink } from '../../../src/flower/launch/superLink';
import type { JoinMessage } from '../../../src/flower/tab/messages';
import { flowerDescriptors } from '../../../src/flower/wire/descriptors';
import { chromiumPath } from '../../browser/support/chromium';
import { digitNames, stripes } from '../../support/digits';
import { flowerPython, flowerTest } from '../../support/flowerPython';
import { serveTabs, TestTab, withChromium } from '../../support/tabs';
import { withTemporaryFolder } from '../../support/temporaryFolder';

flowerTest(
  'by TLS, a tab whose key the operator registered is let in, and a stranger is not',
  async () => {
    await withTemporaryFolder(async (parent) => {
      const group = new ProcessGroup();
      const installation = await flowerInstallation(flowerPython!);
      const certificates = await makeCertificates(installation, { folder: join(parent, 'tls') });
      try {
        const options = { folder: join(parent, 'link'), certificates, authentication: true };
        const superLink = await startSuperLink(group, installation, options);
        const server = await serveTabs(
          `https://${superLink.address}`,
          await flowerDescriptors({ python: flowerPython! }),
          {
            ca: readFileSync(certificates.ca),
            tls: {
              certificate: readFileSync(certificates.certificate),
              key: readFileSync(certificates.key),
            },
          },
        );
        try {
          await withChromium(async (browser) => {
            const address = `https://localhost:${server.port}/`;
            const [known, stranger] = [
              await TestTab.open(browser, address),
              await TestTab.open(browser, address),
            ];
            const [{ openSshPublicKey }] = await known.told('identity');
            await registerNode({ installation, superLink }, openSshPublicKey);
            const part = stripes(10, 1);
            const join: JoinMessage = {
              kind: 'join',
              federation: {
                ...{ name: 'stripes', options: { model: 'softmax' }, registered: true },
                ...{ shape: [12, 12, 1], classNames: digitNames },
              },
              examples: { kind: 'images', id: 'tab', train: part, test: part },
            };
            for (const tab of [known, stranger]) await tab.send(join);
            await known.until((m) => m.kind === 'status' && m.nodeId !== undefined);
            const ended = await stranger.until(({ kind }) => kind === 'ended');
            expect(ended).toMatchObject({
              error: expect.stringContaining(
                'only the keys that its operator registered',
              ) as string,
            });
          });
        } finally {
          await server.close();
        }
      } finally {
        await group.stop();
      }
    });
  },
  300_000,
  chromiumPath === undefined ? 'no Chromium; CHROMIUM names one' : undefined,
);
