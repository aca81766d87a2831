import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WeightedMean } from '../../../src/aggregation/weightedMean';
import { Rng } from '../../../src/core/rng';
import { clients } from '../../../src/data/federatedDataset';
import { flowerFedAvg } from '../../../src/strategies/flowerFedAvg';
import { localClient, localFederation } from '../../../src/flower/client/localData';
import { runFederation } from '../../../src/flower/launch/federation';
import type { FederationOptions, SuperNodeCommand } from '../../../src/flower/launch/federation';
import { roundParameters, roundReplies } from '../../../src/flower/launch/federationResults';
import type { FederationRound } from '../../../src/flower/launch/federationRound';
import { flowerInstallation } from '../../../src/flower/launch/flowerInstallation';
import type { FlowerInstallation } from '../../../src/flower/launch/flowerInstallation';
import { roundAccuracy } from '../../../src/flower/launch/roundLine';
import { typeScriptClients } from '../../../src/flower/launch/typeScriptClients';
import type { TypeScriptClients } from '../../../src/flower/launch/typeScriptClients';
import { zooModel } from '../../../src/flower/server/zooModel';
import { makeModel } from '../../../src/models/makeModel';
import type { ModelName } from '../../../src/models/makeModel';
import { fedAvg } from '../../../src/strategies/fedAvg';
import { federatedEvaluation } from '../../../src/training/federatedEvaluation';
import { localTrainer } from '../../../src/training/makeTrainer';
import { pythonSuperNode, withClientApp, writeExamples } from '../../support/flower';
import { flowerPython, flowerTest } from '../../support/flowerPython';
import { withTemporaryFolder } from '../../support/temporaryFolder';

const seed = 1;
const rounds = 3;
const shape = { shape: [28, 28, 1], classes: 10 } as const;
/** The data is divided among twelve clients, and the first three take part: a CNN takes its time. */
const numPartitions = 12;
const data = { dataset: 'mnist-package', partition: 'iid', numPartitions, seed } as const;
const participating = [0, 1, 2];

async function collect(options: FederationOptions): Promise<FederationRound[]> {
  const all: FederationRound[] = [];
  for await (const round of runFederation(options)) all.push(round);
  expect(all.flatMap(({ failures }) => failures)).toEqual([]);
  expect(all.map(({ round }) => round)).toEqual([1, 2, 3]);
  return all;
}

function distance(a: Float32Array, b: Float32Array): number {
  expect(a).toHaveLength(b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}

flowerTest(
  'two TypeScript clients with a codec and one in NumPy: Flower’s averages are those of their replies',
  async () => {
    await withTemporaryFolder(async (parent) => {
      const folder = join(parent, 'run');
      const installation = await flowerInstallation(flowerPython!);
      const model = await zooModel({ model: 'cnn', ...shape, seed });
      const codec = { codec: 'quantized', bits: 8, deflate: true };
      const own = await startedClients(installation, 'cnn', codec);
      const file = join(parent, 'examples.npz');
      const federated = localFederation(data);
      const [one, two, three] = participating.map((k) => localClient(federated, k));
      await writeExamples(file, three);
      const examples = one.train.size + two.train.size + three.train.size;
      const python = await pythonSuperNode(installation, `data="${file}"`);
      const measured = await collect({
        folder,
        installation,
        model,
        clients: [own[0], own[1], python],
        prepareApp: withClientApp('numpyClient.py'),
        server: { rounds, batchSize: 50, clientLearningRate: 0.1, keepReplies: true },
      });
      // Every array of every reply is there, and the mean in double precision is Flower's to the
      // rounding of three sums in single precision.
      for (let round = 1; round <= rounds; round++) {
        const replies = await roundReplies(folder, model.spec, round);
        expect(replies).toHaveLength(3);
        const mean = new WeightedMean(model.spec.size);
        for (const { parameters, metrics } of replies) {
          mean.add(parameters, metrics['num-examples']);
        }
        expect(mean.weight).toBe(examples);
        const aggregated = await roundParameters(folder, model.spec, round);
        const largest = aggregated.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        expect(distance(aggregated, mean.result())).toBeLessThan(4 * 2 ** -24 * largest);
      }
      // Two updates of a byte and less for each number, and a model of four.
      for (const { bytesUp } of measured) {
        expect(bytesUp).toBeGreaterThan(4 * model.spec.size);
        expect(bytesUp).toBeLessThan(6.1 * model.spec.size);
      }
      const accuracies = measured.map((round) => roundAccuracy(round)!);
      expect(accuracies[2]).toBeGreaterThan(accuracies[0]);
      expect(accuracies[2]).toBeGreaterThan(0.5);
    });
  },
  600_000,
);

interface Simulated {
  readonly algorithm?: typeof fedAvg;
  readonly name: ModelName;
  readonly batchSize: number | 'full';
  /** Partitions in the order in which the server adds up. */
  readonly order?: readonly number[];
}

/** Where a simulation starts each round: where the one before ended, or where the real round started. */
type Start = 'own' | 'real';

interface Compared {
  /** The largest distance between a parameter of the real federation and the simulation's, by round. */
  readonly distances: Readonly<Record<Start, number[]>>;
  /** The accuracy of the real federation's models on the clients' test examples. */
  readonly accuracies: number[];
}

/** The same rounds by this library alone. */
async function compare(
  folder: string,
  { algorithm: make = fedAvg, name, batchSize, order = participating }: Simulated,
  starts: readonly Start[],
): Promise<Compared> {
  const model = makeModel(name, { ...shape, seed });
  const trainer = localTrainer(model, { workers: 1 });
  const federated = localFederation(data);
  const algorithm = make({
    trainer,
    rng: Rng.fromSeed(seed).split('strategy'),
    localEpochs: 1,
    batchSize,
    clientLearningRate: 0.1,
  });
  const ids = order.map((partition) => localClient(federated, partition).id);
  const cohort = clients(federated, ids);
  const result = {
    distances: { own: [] as number[], real: [] as number[] },
    accuracies: [] as number[],
  };
  let own = algorithm.initialize();
  try {
    for (let round = 1; round <= rounds; round++) {
      const before = await roundParameters(folder, trainer.spec, round - 1);
      const after = await roundParameters(folder, trainer.spec, round);
      for (const start of starts) {
        const from = start === 'own' ? own : { round: round - 1, parameters: before };
        const { state } = await algorithm.next(from, cohort);
        result.distances[start].push(distance(after, state.parameters));
        if (start === 'own') own = state;
      }
      const tests = cohort.map(({ test }) => test);
      result.accuracies.push((await federatedEvaluation(trainer, after, tests)).accuracy);
    }
  } finally {
    trainer.dispose();
    model.dispose();
  }
  return result;
}

/** The commands of the clients that take part. */
async function startedClients(
  installation: FlowerInstallation,
  model: ModelName,
  options: TypeScriptClients['options'] = {},
): Promise<SuperNodeCommand[]> {
  const all = await typeScriptClients(installation, {
    clients: numPartitions,
    model,
    dataset: data.dataset,
    seed,
    options,
  });
  return participating.map((k) => all[k]);
}

async function realRun(folder: string, { name, batchSize }: Simulated): Promise<FederationRound[]> {
  const installation = await flowerInstallation(flowerPython!);
  return collect({
    folder,
    installation,
    model: await zooModel({ model: name, ...shape, seed }),
    clients: await startedClients(installation, name),
    server: { rounds, batchSize, clientLearningRate: 0.1 },
  });
}

/** Partitions in the order of their clients' node ids, as the clients' logs say them. */
function orderOfNodes(folder: string): number[] {
  const ids = participating.map((k) => {
    const log = readFileSync(join(folder, 'logs', `client-${k + 1}.log`), 'utf8');
    return BigInt(/"nodeId":"(\d+)"/.exec(log)![1]);
  });
  return participating.toSorted((a, b) => (ids[a] < ids[b] ? -1 : 1));
}

// Flower averages models in single precision, `fedAvg` updates in double. Where a last bit differs, a unit
// of the CNN that is about to switch does so for some example in one run and not in the other, and after
// tens of steps on small batches the runs are 1e-5 apart. So with `fedAvg` the whole runs of the CNN take
// all examples at once, and with small batches each round is compared from where it began.
flowerTest(
  'cnn, full batches: a simulation and a real federation with the same seed agree to 1e-6',
  async () => {
    await withTemporaryFolder(async (parent) => {
      const folder = join(parent, 'run');
      const simulated = { name: 'cnn', batchSize: 'full' } as const;
      const measured = await realRun(folder, simulated);
      const { distances, accuracies } = await compare(folder, simulated, ['own', 'real']);
      expect(distances.own).toHaveLength(rounds);
      expect(Math.max(...distances.own)).toBeLessThan(1e-6);
      expect(Math.max(...distances.real)).toBeLessThan(1e-6);
      measured.forEach((round, i) => {
        expect(roundAccuracy(round)).toBeCloseTo(accuracies[i], 9);
      });
    });
  },
  300_000,
);

flowerTest(
  'cnn, small batches: a simulation in Flower’s arithmetic has the bits of the real federation',
  async () => {
    await withTemporaryFolder(async (parent) => {
      const folder = join(parent, 'run');
      const simulated = { name: 'cnn', batchSize: 50 } as const;
      const measured = await realRun(folder, simulated);
      const order = orderOfNodes(folder);
      const inOrder = { ...simulated, order, algorithm: flowerFedAvg };
      const same = await compare(folder, inOrder, ['own']);
      expect(same.distances.own).toEqual([0, 0, 0]);
      measured.forEach((round, i) => {
        expect(roundAccuracy(round)).toBeCloseTo(same.accuracies[i], 9);
      });
      const { distances } = await compare(folder, simulated, ['real']);
      expect(distances.real).toHaveLength(rounds);
      expect(Math.max(...distances.real)).toBeLessThan(1e-6);
    });
  },
  600_000,
);
