import { join } from 'node:path';
import { weightedMean } from '../../../src/aggregation/weightedMean';
import { clientApp } from '../../../src/flower/app/clientApp';
import type { ClientApp } from '../../../src/flower/app/clientApp';
import { fromArrays, toArrays } from '../../../src/core/namedArrays';
import { runFederation } from '../../../src/flower/launch/federation';
import { roundParameters, roundReplies } from '../../../src/flower/launch/federationResults';
import { flowerInstallation } from '../../../src/flower/launch/flowerInstallation';
import type { InProcessClient } from '../../../src/flower/launch/inProcessNode';
import { runSuperNode } from '../../../src/flower/node/superNode';
import { flowerDescriptors } from '../../../src/flower/wire/descriptors';
import { createIdentity } from '../../../src/flower/wire/identity';
import { loadFlowerSchema } from '../../../src/flower/wire/schema';
import { FleetTransport } from '../../../src/flower/wire/transport';
import { processesWith, pythonSuperNode, smallModel, withClientApp } from '../../support/flower';
import { flowerPython, flowerTest } from '../../support/flowerPython';
import { withTemporaryFolder } from '../../support/temporaryFolder';

const model = smallModel();

/** Adds a number to all weights. */
function shifting(shift: number, examples: bigint): ClientApp {
  return clientApp({
    train: ({ arrays }) => {
      const moved = fromArrays(model.spec, arrays).map((weight) => weight + shift);
      const metrics = { train_loss: shift, 'num-examples': examples };
      return { arrays: toArrays(model.spec, moved), metrics };
    },
    evaluate: () => ({ metrics: { eval_loss: 0, 'num-examples': examples } }),
  });
}

async function inProcess(app: ClientApp): Promise<InProcessClient> {
  const schema = loadFlowerSchema((await flowerDescriptors({ python: flowerPython! })).bytes);
  return async ({ address }, signal) => {
    const { publicKey, headers } = createIdentity();
    const transport = new FleetTransport({ url: `http://${address}`, schema, headers });
    const log = (): void => undefined;
    await runSuperNode({ transport, schema, publicKey, app, log, signal, pollSeconds: 0.2 });
    transport.close();
  };
}

flowerTest('clients in this process and in others form one federation', async () => {
  await withTemporaryFolder(async (parent) => {
    const folder = join(parent, 'run');
    const installation = await flowerInstallation(flowerPython!);
    const own = await Promise.all([shifting(2, 10n), shifting(6, 30n)].map(inProcess));
    const started: (number | undefined)[] = [];
    const federation = runFederation({
      ...{ folder, installation, model, clients: [], inProcess: own },
      server: { rounds: 2, keepReplies: true },
      onStart: (clients) => started.push(...clients.map(({ pid }) => pid)),
    });
    for await (const round of federation) expect(round).toMatchObject({ asked: 2, answered: 2 });
    expect(started).toEqual([]);

    // Each round adds (2 · 10 + 6 · 30) / 40 = 5.
    const [start, end] = [0, 2].map((round) => roundParameters(folder, model.spec, round));
    const expected = (await start).map((weight) => weight + 10);
    (await end).forEach((weight, i) => {
      expect(weight).toBeCloseTo(expected[i], 4);
    });
    const replies = await roundReplies(folder, model.spec, 2);
    const examples = replies.map(({ metrics }) => metrics['num-examples']);
    expect([...examples].sort()).toEqual([10, 30]);
    const mean = weightedMean(
      replies.map(({ parameters }) => parameters),
      examples,
    );
    mean.forEach((weight, i) => {
      expect(weight).toBeCloseTo(expected[i], 4);
    });
    const ids = replies.map(({ node }) => BigInt(node));
    expect(ids[0] < ids[1]).toBe(true);
    expect(processesWith(parent)).toEqual([]);
  });
});

flowerTest('a client that fails is named, and the run ends if it is needed', async () => {
  await withTemporaryFolder(async (parent) => {
    const installation = await flowerInstallation(flowerPython!);
    const broken: InProcessClient = () => Promise.reject(new RangeError('no data here'));
    const run = async () => {
      const federation = runFederation({
        ...{ folder: join(parent, 'run'), installation, model, inProcess: [broken] },
        clients: [await pythonSuperNode(installation, 'shift=1.0 examples=10')],
        prepareApp: withClientApp('shiftingClient.py'),
      });
      for await (const round of federation) expect(round).toBeUndefined();
    };
    await expect(run()).rejects.toThrow(
      'client 2 ended during the run, which needs 2: no data here',
    );
    expect(processesWith(parent)).toEqual([]);
  });
});
