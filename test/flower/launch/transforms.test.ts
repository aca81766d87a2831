import { join } from 'node:path';
import { attackedTrainer, signFlip } from '../../../src/attacks';
import { coordinateMedian } from '../../../src/aggregation/coordinateMedian';
import { float16 } from '../../../src/compression/float16';
import { Rng } from '../../../src/core/rng';
import { modelClientApp } from '../../../src/flower/app/modelClientApp';
import { runFederation } from '../../../src/flower/launch/federation';
import { roundParameters } from '../../../src/flower/launch/federationResults';
import type { FederationRound } from '../../../src/flower/launch/federationRound';
import { flowerInstallation } from '../../../src/flower/launch/flowerInstallation';
import type { InProcessClient } from '../../../src/flower/launch/inProcessNode';
import type { ServerAppSettings } from '../../../src/flower/server/settings';
import { runSuperNode } from '../../../src/flower/node/superNode';
import { flowerDescriptors } from '../../../src/flower/wire/descriptors';
import { createIdentity } from '../../../src/flower/wire/identity';
import { loadFlowerSchema } from '../../../src/flower/wire/schema';
import { FleetTransport } from '../../../src/flower/wire/transport';
import type { ClientDataset } from '../../../src/data/federatedDataset';
import { useBackend } from '../../../src/models/backend';
import { denseClassifier } from '../../../src/models/zoo';
import { clip } from '../../../src/privacy/clip';
import { fedAvg } from '../../../src/strategies/fedAvg';
import type { FedAvgOptions } from '../../../src/strategies/fedAvg';
import { compiledTrainer } from '../../../src/training/compiled/compiledTrainer';
import type { LocalTrainer } from '../../../src/training/localTrainer';
import type { UpdateTransform } from '../../../src/updates/updateTransform';
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
}

/**
 * The same rounds in simulations with and without these changes, and in a federation of Flower's with
 * them, whose clients run in this process.
 */
async function both(folder: string, { cohort = three, attackers, server, ...options }: Federation) {
  const honest = compiledTrainer(model());
  const trainer = attackers ? attackedTrainer(honest, { attackers, attack: signFlip(10) }) : honest;
  try {
    const { simulated, bytesUp } = await simulate(trainer, cohort, options);
    const { simulated: plain } = await simulate(honest, cohort);
    const { transforms = [] } = options;
    const clients = await Promise.all(
      cohort.map((client) => inProcess({ trainer, client, plan, rng, transforms })),
    );
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
    const accuracies = [await accuracyOf(honest, plain), await accuracyOf(honest, real)];
    return { simulated, plain, real, bytesUp, seen, accuracies };
  } finally {
    trainer.dispose();
  }
}

async function accuracyOf(trainer: LocalTrainer, parameters: Float32Array): Promise<number> {
  const [measured] = await collect(trainer.evaluate(parameters, [stripes(500, 99)]));
  return accuracy(measured);
}

async function inProcess(
  options: Parameters<typeof modelClientApp>[0] & { transforms: readonly UpdateTransform[] },
): Promise<InProcessClient> {
  const schema = loadFlowerSchema((await flowerDescriptors({ python: flowerPython! })).bytes);
  return async ({ address }, signal) => {
    const { publicKey, headers } = createIdentity();
    const transport = new FleetTransport({ url: `http://${address}`, schema, headers });
    const log = (): void => undefined;
    const app = modelClientApp(options);
    await runSuperNode({ transport, schema, publicKey, app, log, signal, pollSeconds: 0.2 });
    transport.close();
  };
}

flowerTest(
  'clipped updates in half precision are sent as bytes, with the result of a simulation',
  async () => {
    await withTemporaryFolder(async (parent) => {
      const transforms = [clip(0.5), float16()];
      const folder = join(parent, 'run');
      const { simulated, plain, real, bytesUp, seen } = await both(folder, { transforms });
      expect(largestDifference(simulated, real)).toBeLessThan(1e-6);
      expect(bytesUp).toBe(3 * 2 * simulated.length);
      // Each array has a header of its .npy file, of at most 128 bytes.
      for (const round of seen) {
        expect(round).toMatchObject({ asked: 3, answered: 3, failures: [] });
        expect(round.bytesUp).toBeGreaterThanOrEqual(bytesUp);
        expect(round.bytesUp).toBeLessThanOrEqual(bytesUp + 3 * 128);
      }
      expect(largestDifference(simulated, plain)).toBeGreaterThan(1e-2);
    });
  },
);

flowerTest(
  'a client that flips its sign ruins Flower’s FedAvg; FedMedian, our coordinate median, withstands it',
  async () => {
    await withTemporaryFolder(async (parent) => {
      const cohort = Array.from({ length: 7 }, (_, k) => stripesClient(`client-${k}`, 120, k + 1));
      const lied = { cohort, attackers: ['client-1'] };
      const median = await both(join(parent, 'median'), {
        ...lied,
        aggregator: coordinateMedian(),
        server: { strategy: 'fedmedian' },
      });
      const mean = await both(join(parent, 'mean'), lied);
      for (const { simulated, real, seen } of [median, mean]) {
        expect(largestDifference(simulated, real)).toBeLessThan(1e-5);
        expect(seen.map(({ answered }) => answered)).toEqual([7, 7, 7]);
      }
      const [honest, withstood] = median.accuracies;
      expect(honest).toBeGreaterThan(0.95);
      expect(withstood).toBeGreaterThan(honest - 0.03);
      expect(mean.accuracies[1]).toBeLessThan(0.3);
    });
  },
);
