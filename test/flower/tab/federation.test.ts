import { join } from 'node:path';
import { runFederation } from '../../../src/flower/launch/federation';
import type { FederationRound } from '../../../src/flower/launch/federationRound';
import { flowerInstallation } from '../../../src/flower/launch/flowerInstallation';
import type { TabFederation } from '../../../src/flower/tab/messages';
import { flowerDescriptors } from '../../../src/flower/wire/descriptors';
import { zooModel } from '../../../src/flower/server/zooModel';
import { withBrowser } from '../../support/jupyterLab';
import { flowerPython, flowerTest } from '../../support/flowerPython';
import { serveTabs, TestTab } from '../../support/tabs';
import { withTemporaryFolder } from '../../support/temporaryFolder';

const shape = [28, 28, 1] as const;
const classNames = Array.from({ length: 10 }, (_, k) => `${k}`);

flowerTest(
  'two tabs take part in a federation of Flower’s',
  async () => {
    await withTemporaryFolder(async (parent) => {
      await withBrowser(async (browser) => {
        const folder = join(parent, 'run');
        const installation = await flowerInstallation(flowerPython!);
        const descriptors = await flowerDescriptors({ python: flowerPython! });
        const model = await zooModel({ model: 'softmax', shape: [...shape], classes: 10, seed: 1 });
        const federation: TabFederation = {
          name: 'softmax',
          options: { model: 'softmax', seed: 1, poll: 0.25, heartbeat: 10 },
          shape,
          classNames,
        };
        const tabs: TestTab[] = [];
        const rounds: FederationRound[] = [];
        for await (const round of runFederation({
          ...{ folder, installation, model, clients: [] },
          server: { rounds: 2 },
          others: {
            count: 2,
            open: async ({ address }) => {
              const server = await serveTabs(`http://${address}`, descriptors);
              for (const partitionId of [0, 1]) {
                const tab = await TestTab.open(browser, `http://localhost:${server.port}/`);
                tabs.push(tab);
                const examples = { kind: 'part', partitionId, numPartitions: 20 } as const;
                await tab.send({ kind: 'join', federation, examples });
              }
              for (const tab of tabs) {
                await tab.until(({ kind, ...m }) => kind === 'ended' || 'nodeId' in m);
                console.log(JSON.stringify(await tab.messages()).slice(0, 3000));
              }
              return server;
            },
          },
        })) {
          rounds.push(round);
          console.log(JSON.stringify(round));
        }
        for (const tab of tabs) console.log(JSON.stringify(await tab.messages()).slice(0, 6000));
      });
    });
  },
  300_000,
);
