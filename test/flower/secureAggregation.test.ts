import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Rng } from '../../src/core/rng';
import { modelClientApp } from '../../src/flower/app/modelClientApp';
import type { ModelClientAppOptions } from '../../src/flower/app/modelClientApp';
import { runFederation } from '../../src/flower/launch/federation';
import { roundParameters } from '../../src/flower/launch/federationResults';
import type { FederationRound } from '../../src/flower/launch/federationRound';
import { flowerInstallation } from '../../src/flower/launch/flowerInstallation';
import type { InProcessClient } from '../../src/flower/launch/inProcessNode';
import { runSuperNode } from '../../src/flower/node/superNode';
import { wireTap } from '../../src/flower/tap/wireTap';
import type { WireTap } from '../../src/flower/tap/wireTap';
import { flowerDescriptors, writeDescriptors } from '../../src/flower/wire/descriptors';
import { createIdentity } from '../../src/flower/wire/identity';
import { loadFlowerSchema } from '../../src/flower/wire/schema';
import { FleetTransport } from '../../src/flower/wire/transport';
import { useBackend } from '../../src/models/backend';
import { denseClassifier } from '../../src/models/zoo';
import { clip } from '../../src/privacy/clip';
import { secureAggregation } from '../../src/secureAggregation/secureAggregation';
import { fedAvg } from '../../src/strategies/fedAvg';
import { compiledTrainer } from '../../src/training/compiled/compiledTrainer';
import type { LocalTrainer } from '../../src/training/localTrainer';
import { stripesClient } from '../support/clients';
import { smallModel } from '../support/flower';
import { flowerPython, flowerTest } from '../support/flowerPython';
import { withTemporaryFolder } from '../support/temporaryFolder';

/* Secure aggregation in Flower's own federation. */

const cohort = [45, 20, 31, 26].map((size, k) => stripesClient(`client-${k}`, size, k + 1));
const plan = { localEpochs: 1, batchSize: 10, clientLearningRate: 0.5 };
const rng = Rng.fromSeed(3).split('strategy');
const norm = 0.5;
/** Noise from the seed, or the same sum would not come twice. */
const terms = {
  range: norm,
  bits: 16,
  clippingNorm: norm,
  noise: { standardDeviation: 0.05, seeded: true },
};
const transforms = [clip(norm)];

beforeAll(async () => {
  await useBackend('wasm');
});

/** The models after each round of a simulation. */
async function simulated(trainer: LocalTrainer, rounds: number): Promise<Float32Array[]> {
  const aggregator = secureAggregation({ ...terms, denominator: cohort.length });
  const algorithm = fedAvg({
    ...{ trainer, rng, ...plan, transforms, aggregator },
    weighting: 'uniform',
  });
  let state = algorithm.initialize();
  const models: Float32Array[] = [];
  for (let round = 0; round < rounds; round++) {
    ({ state } = await algorithm.next(state, cohort));
    models.push(state.parameters);
  }
  return models;
}

/** A client in this process; from a round on it fails when it gets its neighbors' envelopes. */
async function inProcess(
  options: ModelClientAppOptions,
  tap: WireTap,
  failsFrom = Infinity,
): Promise<InProcessClient> {
  const schema = loadFlowerSchema((await flowerDescriptors({ python: flowerPython! })).bytes);
  return async ({ address }, signal) => {
    const { publicKey, headers } = createIdentity();
    const { observe } = tap;
    const transport = new FleetTransport({ url: `http://${address}`, schema, headers, observe });
    const log = (): void => undefined;
    const app = modelClientApp(options);
    const failing: typeof app = (request, context) => {
      const round = Number(request.config.get('server-round'));
      if (request.messageType === 'train.envelopes' && round >= failsFrom) {
        throw new Error('out of memory');
      }
      return app(request, context);
    };
    const watched = tap.watch(failing);
    await runSuperNode({
      ...{ transport, schema, publicKey, app: watched, log, signal },
      pollSeconds: 0.2,
    });
    transport.close();
  };
}

flowerTest(
  'sums have the bits of a simulation, noise included; no update is on the wire; too few clients end a round',
  async () => {
    await withTemporaryFolder(async (parent) => {
      const folder = join(parent, 'run');
      const trainer = compiledTrainer(
        denseClassifier({ shape: [12, 12, 1], hidden: [8], seed: 1 }),
      );
      const taps = cohort.map(() => wireTap());
      const options = { trainer, plan, rng, transforms, secureAggregation: terms };
      const rounds: FederationRound[] = [];
      try {
        const inProcessClients = cohort.map((client, k) =>
          inProcess({ ...options, client }, taps[k], k < 2 ? 3 : Infinity),
        );
        const federation = runFederation({
          ...{ folder, clients: [], inProcess: await Promise.all(inProcessClients) },
          installation: await flowerInstallation(flowerPython!),
          model: {
            title: 'a dense network',
            spec: trainer.spec,
            parameters: trainer.initialParameters(),
          },
          server: {
            ...{ ...plan, rounds: 3, fractionEvaluate: 0, minClients: cohort.length },
            ...{ clip: norm, noiseMultiplier: 0.1, secureAggregation: true, secureBits: 16 },
          },
        });
        for await (const round of federation) rounds.push(round);
        const expected = await simulated(trainer, 2);
        for (const round of [1, 2]) {
          const real = await roundParameters(folder, trainer.spec, round);
          expect([...real]).toEqual([...expected[round - 1]]);
        }
        // Two of four are fewer than two thirds: the third round changes nothing.
        const last = await roundParameters(folder, trainer.spec, 3);
        expect([...last]).toEqual([...expected[1]]);
      } finally {
        trainer.dispose();
      }
      const [first, second, third] = rounds;
      expect(first).toMatchObject({ asked: 4, answered: 4, failures: [] });
      expect(first.trainedBy).toHaveLength(4);
      expect(first.privacy!.epsilon).toBeLessThan(second.privacy!.epsilon);
      expect(third).toMatchObject({ asked: 4, answered: 0, trainedBy: [] });
      expect(third.failures.join()).toMatch(
        /out of memory.*stage input: only 2 of 4 clients are left, at least 3 must be/,
      );
      taps.forEach((tap) => {
        expectMasked(tap);
      });
    });
  },
);

/** The only arrays that a client sends are masked: of 24 bits, and uniform as far as one can see. */
function expectMasked({ messages }: WireTap): void {
  const sent = messages.flatMap(({ reply, message }) =>
    [...reply].flatMap(([, record]) =>
      record.kind === 'arrays' ? [...record.arrays].map((array) => [message.type, ...array]) : [],
    ),
  ) as [string, string, { dtype: string; data: Uint8Array }][];
  expect(sent.length).toBeGreaterThan(1);
  for (const [type, name, { dtype, data }] of sent) {
    expect([type, name, dtype]).toEqual(['train.envelopes', 'input', 'uint8']);
    const counts = new Array<number>(16).fill(0);
    for (const byte of data) counts[byte >> 4]++;
    const each = data.length / 16;
    const statistic = counts.reduce((sum, count) => sum + (count - each) ** 2 / each, 0);
    // Chi-square with 15 degrees of freedom: above 60 with a probability of 2e-7.
    expect(statistic).toBeLessThan(60);
  }
  expect(messages.some(({ reply }) => reply.has('metrics'))).toBe(false);
}

/** Lets a server app wait for all clients, although it could go on with fewer. */
function waitForNodes(app: string, count: number): void {
  const file = join(app, 'federated_server', 'server_app.py');
  const start = '    strategy.start(';
  const wait = `    while len(list(grid.get_node_ids())) < ${count}:\n        __import__("time").sleep(0.1)\n`;
  writeFileSync(file, readFileSync(file, 'utf8').replace(start, wait + start));
}

const script = join(__dirname, '..', 'support', 'scriptedNode.cjs');

flowerTest(
  'clients that are killed at each stage leave the right sum',
  async () => {
    await withTemporaryFolder(async (parent) => {
      const folder = join(parent, 'run');
      const python = flowerPython!;
      const schema = join(parent, 'schema.json');
      writeDescriptors(schema, await flowerDescriptors({ python }));
      const model = smallModel();
      // Changes that lie on the grid, so that the sum is exact: a step is 1/1024.
      const secure = { range: 32767 / 1024, bits: 16, threshold: 0.51 };
      const killed = ['directory', 'envelopes', 'survivors', 'proofs'];
      const clients = Array.from({ length: 9 }, (_, k) => ({
        shift: (k + 1) / 1024,
        secure,
        ...(k < killed.length && { at: { stage: killed[k], event: 'kill' } }),
      }));
      const federation = runFederation({
        ...{ folder, installation: await flowerInstallation(python), model },
        prepareApp: (app) => {
          waitForNodes(app, clients.length);
        },
        clients: clients.map((client) => ({ address }) => ({
          command: [
            process.execPath,
            script,
            JSON.stringify({ url: `http://${address}`, schema, ...client }),
          ],
        })),
        server: {
          ...{ rounds: 1, fractionEvaluate: 0, minClients: 5, timeoutSeconds: 8 },
          ...{ secureAggregation: true, secureThreshold: 0.51, secureRange: secure.range },
        },
      });
      const rounds: FederationRound[] = [];
      for await (const round of federation) rounds.push(round);
      const [round] = rounds;
      const after = await roundParameters(folder, model.spec, 1);
      const mean = [3, 4, 5, 6, 7, 8, 9].reduce((sum, k) => sum + k) / 1024 / 7;
      after.forEach((value, i) => {
        expect(value).toBe(Math.fround(model.parameters[i] + Math.fround(mean)));
      });
      expect(round).toMatchObject({ asked: 9, answered: 7 });
      expect(round.failures).toHaveLength(4);
    });
  },
  300_000,
);
