import { join } from 'node:path';
import { WeightedMean } from '../../../src/aggregation/weightedMean';
import { localClient, localFederation } from '../../../src/flower/client/localData';
import { runFederation } from '../../../src/flower/launch/federation';
import { roundParameters, roundReplies } from '../../../src/flower/launch/federationResults';
import type { FederationRound } from '../../../src/flower/launch/federationRound';
import { flowerInstallation } from '../../../src/flower/launch/flowerInstallation';
import { typeScriptClients } from '../../../src/flower/launch/typeScriptClients';
import { zooModel } from '../../../src/flower/server/zooModel';
import type { TabFederation } from '../../../src/flower/tab/messages';
import { flowerDescriptors } from '../../../src/flower/wire/descriptors';
import { digitNames } from '../../support/digits';
import { pythonSuperNode, withClientApp, writeExamples } from '../../support/flower';
import { flowerPython, flowerTest } from '../../support/flowerPython';
import { serveTabs, TestTab, withChromium } from '../../support/tabs';
import { chromiumPath } from '../../browser/support/chromium';
import { withTemporaryFolder } from '../../support/temporaryFolder';

const shape = [28, 28, 1] as const;
const seed = 1;
/** FEDERATED_TEST_TABS=4: as large as promised; else as small as shows the same. */
const whole = process.env.FEDERATED_TEST_TABS === '4';
const [rounds, numPartitions] = whole ? [5, 28] : [2, 100];
/** The parts of the clients. */
interface Parts {
  readonly node: readonly number[];
  readonly python: number;
  readonly tabs: readonly number[];
}
const parts: Parts = whole
  ? { node: [0, 1], python: 2, tabs: [3, 4, 5, 6] }
  : { node: [0], python: 1, tabs: [2, 3] };
const count = parts.node.length + 1 + parts.tabs.length;

flowerTest(
  `${parts.tabs.length} tabs and clients in Node and NumPy: Flower uses all answers, and averages them`,
  async () => {
    await withTemporaryFolder(async (parent) => {
      await withChromium(async (browser) => {
        const folder = join(parent, 'run');
        const installation = await flowerInstallation(flowerPython!);
        const descriptors = await flowerDescriptors({ python: flowerPython! });
        const model = await zooModel({ model: 'cnn', shape, classes: 10, seed });
        const data = { dataset: 'mnist-package', partition: 'iid', numPartitions, seed } as const;
        const federated = localFederation(data);
        const file = join(parent, 'examples.npz');
        await writeExamples(file, localClient(federated, parts.python));
        const own = await typeScriptClients(installation, {
          ...{ clients: numPartitions, dataset: 'mnist-package', model: 'cnn', seed },
          options: { partition: 'iid', poll: 0.25 },
        });
        const federation: TabFederation = {
          name: 'digits',
          options: { model: 'cnn', seed, partition: 'iid', poll: 0.25, heartbeat: 10 },
          ...{ shape, classNames: digitNames },
        };
        const tabs: TestTab[] = [];
        const measured: FederationRound[] = [];
        const running = runFederation({
          ...{ folder, installation, model },
          clients: [
            ...parts.node.map((k) => own[k]),
            await pythonSuperNode(installation, `data="${file}"`),
          ],
          prepareApp: withClientApp('numpyClient.py'),
          server: { rounds, batchSize: 50, clientLearningRate: 0.1, keepReplies: true },
          others: {
            count: parts.tabs.length,
            open: async ({ address }) => {
              const server = await serveTabs(`http://${address}`, descriptors);
              for (const partitionId of parts.tabs) {
                const tab = await TestTab.open(browser, `http://localhost:${server.port}/`);
                const examples = { kind: 'part', partitionId, numPartitions } as const;
                await tab.send({ kind: 'join', federation, examples });
                tabs.push(tab);
              }
              return server;
            },
          },
        });
        for await (const round of running) measured.push(round);
        expect(measured.map(({ answered }) => answered)).toEqual(Array(rounds).fill(count));
        expect(measured.flatMap(({ failures }) => failures)).toEqual([]);
        const ids = [...parts.node, parts.python, ...parts.tabs];
        const examples = ids.reduce<number>(
          (sum, k) => sum + localClient(federated, k).train.size,
          0,
        );
        for (let round = 1; round <= rounds; round++) {
          const mean = new WeightedMean(model.spec.size);
          for (const { parameters, metrics } of await roundReplies(folder, model.spec, round)) {
            mean.add(parameters, metrics['num-examples']);
          }
          expect(mean.weight).toBe(examples);
          const [found, own] = [await roundParameters(folder, model.spec, round), mean.result()];
          const largest = found.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
          const distance = found.reduce((most, v, i) => Math.max(most, Math.abs(v - own[i])), 0);
          // Flower adds up to seven numbers up in single precision.
          expect(distance).toBeLessThan(8 * 2 ** -24 * largest);
        }
        for (const tab of tabs) {
          const trained = (await tab.told('round')).filter(({ type }) => type === 'train');
          expect(trained.map(({ round }) => round)).toEqual([1, 2, 3, 4, 5].slice(0, rounds));
        }
      });
    });
  },
  600_000,
  chromiumPath === undefined ? 'no Chromium; CHROMIUM names one' : undefined,
);
