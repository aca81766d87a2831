import { join } from 'node:path';
import { attackedTrainer, signFlip } from '../../../src/attacks';
import { coordinateMedian } from '../../../src/aggregation/coordinateMedian';
import { namedCodec } from '../../../src/compression/catalogue';
import { Rng } from '../../../src/core/rng';
import { clientApp } from '../../../src/flower/app/clientApp';
import type { ClientApp } from '../../../src/flower/app/clientApp';
import { encoded, payloadIn } from '../../../src/flower/app/encodedUpdate';
import { modelClientApp } from '../../../src/flower/app/modelClientApp';
import { runFederation } from '../../../src/flower/launch/federation';
import { roundParameters, roundReplies } from '../../../src/flower/launch/federationResults';
import type { FederationRound } from '../../../src/flower/launch/federationRound';
import { flowerInstallation } from '../../../src/flower/launch/flowerInstallation';
import type { InProcessClient } from '../../../src/flower/launch/inProcessNode';
import type { ServerAppSettings } from '../../../src/flower/server/settings';
import { runSuperNode } from '../../../src/flower/node/superNode';
import { tappedTraining } from '../../../src/flower/tap/tappedTraining';
import { wireTap } from '../../../src/flower/tap/wireTap';
import type { WireTap } from '../../../src/flower/tap/wireTap';
import { flowerDescriptors } from '../../../src/flower/wire/descriptors';
import { createIdentity } from '../../../src/flower/wire/identity';
import { loadFlowerSchema } from '../../../src/flower/wire/schema';
import type { FlowerSchema } from '../../../src/flower/wire/schema';
import { FleetTransport } from '../../../src/flower/wire/transport';
import type { ClientDataset } from '../../../src/data/federatedDataset';
import { useBackend } from '../../../src/models/backend';
import { denseClassifier } from '../../../src/models/zoo';
import { clip } from '../../../src/privacy/clip';
import { fedAvg } from '../../../src/strategies/fedAvg';
import type { FedAvgOptions } from '../../../src/strategies/fedAvg';
import { compiledTrainer } from '../../../src/training/compiled/compiledTrainer';
import type { LocalTrainer } from '../../../src/training/localTrainer';
import { accuracy } from '../../../src/training/metrics';
import { stripesClient } from '../../support/clients';
import { stripes } from '../../support/digits';
import { flowerPython, flowerTest } from '../../support/flowerPython';
import { withTemporaryFolder } from '../../support/temporaryFolder';
import { collect, largestDifference } from '../../support/trainers';

const three = [45, 20, 31].map((size, k) => stripesClient(`client-${k}`, size, k + 1));
const plan = { localEpochs: 1, batchSize: 10, clientLearningRate: 0.5 };
const rng = Rng.fromSeed(3).split('strategy');
const model = () => denseClassifier({ shape: [12, 12, 1], hidden: [8], seed: 1 });
const rounds = 3;

beforeAll(async () => {
  await useBackend('wasm');
});

type Changes = Pick<FedAvgOptions, 'aggregator' | 'transforms'>;

/** The rounds in a simulation. */
async function simulate(
  trainer: LocalTrainer,
  cohort: readonly ClientDataset[],
  options: Changes = {},
) {
  const algorithm = fedAvg({ trainer, rng, ...plan, ...options });
  let state = algorithm.initialize();
  let bytesUp = 0;
  for (let round = 0; round < rounds; round++) {
    const { state: next, metrics } = await algorithm.next(state, cohort);
    [state, bytesUp] = [next, metrics.bytesUp];
  }
  return { simulated: state.parameters, bytesUp };
}

interface Federation extends Changes {
  readonly cohort?: readonly ClientDataset[];
  /** Clients that send ten times the opposite of their update. */
  readonly attackers?: readonly string[];
  readonly server?: ServerAppSettings;
  /** Taps of the clients. */
  readonly taps?: readonly WireTap[];
  /** More clients, which the simulation knows nothing of. */
  readonly others?: readonly ClientApp[];
}

/**
 * The same rounds in simulations with and without these changes, and in a federation of Flower's with
 * them, whose clients run in this process.
 */
async function both(
  folder: string,
  { cohort = three, attackers, server, taps = [], others = [], ...options }: Federation,
) {
  const honest = compiledTrainer(model());
  const trainer = attackers ? attackedTrainer(honest, { attackers, attack: signFlip(10) }) : honest;
  try {
    const { simulated, bytesUp } = await simulate(trainer, cohort, options);
    const { simulated: plain } = await simulate(honest, cohort);
    const { transforms = [] } = options;
    const schema = loadFlowerSchema((await flowerDescriptors({ python: flowerPython! })).bytes);
    const own = cohort.map((client) => modelClientApp({ trainer, client, plan, rng, transforms }));
    const clients = [...own, ...others].map((app, k) => inProcess(schema, app, taps.at(k)));
    const { spec } = trainer;
    const parameters = trainer.initialParameters();
    const seen: FederationRound[] = [];
    const federation = runFederation({
      ...{ folder, clients: [], inProcess: clients },
      installation: await flowerInstallation(flowerPython!),
      model: { title: 'a dense network', spec, parameters },
      server: { ...plan, rounds, fractionEvaluate: 0, minClients: cohort.length, ...server },
    });
    for await (const round of federation) seen.push(round);
    const real = await roundParameters(folder, spec, rounds);
    const { simulated: averaged } = await simulate(trainer, cohort);
    const accuracies = {
      honest: await accuracyOf(honest, plain),
      mean: await accuracyOf(honest, averaged),
      real: await accuracyOf(honest, real),
    };
    return { simulated, plain, real, bytesUp, seen, schema, spec, accuracies };
  } finally {
    trainer.dispose();
  }
}

async function accuracyOf(trainer: LocalTrainer, parameters: Float32Array): Promise<number> {
  const [measured] = await collect(trainer.evaluate(parameters, [stripes(500, 99)]));
  return accuracy(measured);
}

function inProcess(schema: FlowerSchema, app: ClientApp, tap = wireTap()): InProcessClient {
  return async ({ address }, signal) => {
    const { publicKey, headers } = createIdentity();
    const { observe } = tap;
    const transport = new FleetTransport({ url: `http://${address}`, schema, headers, observe });
    const log = (): void => undefined;
    const watched = tap.watch(app);
    const node = { transport, schema, publicKey, app: watched, log, signal, pollSeconds: 0.2 };
    await runSuperNode(node);
    transport.close();
  };
}

/** Sends what no server can read: an unknown codec, too few bytes, too many. */
const unreadable: ClientApp = clientApp({
  train: ({ config }) => {
    const round = Number(config.get('server-round'));
    const bytes = new Uint8Array([7, 2, 20_000][round - 1]);
    const payload = { codec: round === 1 ? 'zip' : 'float16', bytes };
    return { ...encoded(payload), metrics: { train_loss: 1, 'num-examples': 1n } };
  },
});

/** The header of the .npy file that is an array of bytes in Flower's messages. */
const npyHeader = 128;

flowerTest(
  'encoded updates: the result of a simulation, the same bytes at both ends, and no round lost to a bad reply',
  async () => {
    await withTemporaryFolder(async (parent) => {
      // Its results depend continuously on the updates, so that the last bits of a sum don't matter much.
      const codec = namedCodec('lowrank', { rank: 2, errorFeedback: true });
      const transforms = [clip(0.5), codec];
      const folder = join(parent, 'run');
      const taps = three.map(() => wireTap());
      const { simulated, plain, real, bytesUp, seen, schema, spec } = await both(folder, {
        ...{ transforms, taps, others: [unreadable] },
        server: { minClients: 4, keepReplies: true },
      });
      expect(largestDifference(simulated, real)).toBeLessThan(1e-5);
      expect(largestDifference(simulated, plain)).toBeGreaterThan(1e-2);
      expect(seen.map(({ asked, answered }) => [asked, answered])).toEqual(Array(3).fill([4, 3]));
      const said = seen.map(({ failures }) => failures.join());
      expect(said[0]).toMatch(
        /encoded as 'zip', must be in a codec that this server knows: float16,.*,lowrank\+deflate/,
      );
      expect(said[1]).toMatch(/encoded as 'float16', cannot be read: .+/);
      expect(said[2]).toMatch(/encoded as 'float16', cannot be read: .+/);
      for (const [t, { bytesUp: counted }] of seen.entries()) {
        expect(counted).toBe(bytesUp + [7, 2, 20_000][t] + 4 * npyHeader);
      }
      const replies = await roundReplies(folder, spec, 2);
      const decoded = taps.map((tap) => {
        const [, { reply }] = tap.messages;
        const { bytes } = payloadIn(reply)!;
        const chunks = tap.calls.filter(
          ({ rpc, message, object }) =>
            rpc === 'push-object' && message?.round === 2 && object?.type === 'ArrayChunk',
        );
        expect(chunks.map(({ object }) => object!.body.length)).toEqual([bytes.length + npyHeader]);
        const { parameters, update } = tappedTraining(schema, tap, spec, 2);
        return parameters.map((value, i) => value + update[i]);
      });
      for (const model of decoded) {
        const distances = replies.map(({ parameters }) => largestDifference(parameters, model));
        expect(Math.min(...distances)).toBeLessThan(1e-6);
      }
      const total = taps.reduce(
        (sum, { messages }) => sum + payloadIn(messages[1].reply)!.bytes.length,
        0,
      );
      expect(total).toBe(bytesUp);
    });
  },
);

flowerTest(
  'Flower’s FedMedian, our coordinate median, withstands a client that flips its sign, as a mean does not',
  async () => {
    await withTemporaryFolder(async (folder) => {
      const cohort = Array.from({ length: 7 }, (_, k) => stripesClient(`client-${k}`, 120, k + 1));
      const { simulated, real, seen, accuracies } = await both(folder, {
        ...{ cohort, attackers: ['client-1'] },
        aggregator: coordinateMedian(),
        server: { strategy: 'fedmedian' },
      });
      expect(largestDifference(simulated, real)).toBeLessThan(1e-5);
      expect(seen.map(({ answered }) => answered)).toEqual([7, 7, 7]);
      expect(accuracies.honest).toBeGreaterThan(0.95);
      expect(accuracies.real).toBeGreaterThan(accuracies.honest - 0.03);
      expect(accuracies.mean).toBeLessThan(0.3);
    });
  },
);
