import { Rng } from '../../src/core/rng';
import { concatenate } from '../../src/data/datasetParts';
import { useBackend } from '../../src/models/backend';
import { makeStrategy } from '../../src/strategies/catalogue';
import type { StrategyName, StrategySettings } from '../../src/strategies/catalogue';
import type { Participant } from '../../src/strategies/federatedAlgorithm';
import { compiledTrainer } from '../../src/training/compiled/compiledTrainer';
import { eagerTrainer } from '../../src/training/eager/eagerTrainer';
import type { LocalTrainer } from '../../src/training/localTrainer';
import type { TrainingPlan } from '../../src/training/plan';
import { stripesClient } from '../support/clients';
import { largestDifference, smallModels } from '../support/trainers';

const unequal = [45, 20, 7].map((size, k) => stripesClient(`client-${k}`, size, k + 1));
const equal = [30, 30, 30].map((size, k) => stripesClient(`client-${k}`, size, k + 1));
/** 2 steps an epoch for all, of different sizes. */
const equalSteps = [19, 20, 11].map((size, k) => stripesClient(`client-${k}`, size, k + 1));
const rng = Rng.fromSeed(3);
const plan: TrainingPlan = { localEpochs: 2, batchSize: 10, clientLearningRate: 0.1 };

beforeAll(async () => {
  await useBackend('wasm');
});

describe.each([
  ['eager', eagerTrainer],
  ['compiled', compiledTrainer],
])('on the %s engine', (_, makeTrainer) => {
  let trainer: LocalTrainer;

  beforeAll(() => {
    trainer = makeTrainer(smallModels['a convolutional network']());
  });

  afterAll(() => {
    trainer.dispose();
  });

  async function run(
    name: StrategyName,
    cohort: readonly Participant[],
    rounds: number,
    settings: StrategySettings & Partial<TrainingPlan> = {},
  ): Promise<Float32Array> {
    const algorithm = makeStrategy(name, { ...plan, trainer, rng, ...settings });
    let state = algorithm.initialize();
    for (let t = 0; t < rounds; t++) ({ state } = await algorithm.next(state, cohort));
    return state.parameters;
  }

  test('FedSGD and FedAvg of one full step are a step of central gradient descent, to 1e-6', async () => {
    const whole = { batchSize: 'full', localEpochs: 1, clientLearningRate: 0.5 } as const;
    const central = await run('centralized', unequal, 1, whole);
    expect(largestDifference(central, trainer.initialParameters())).toBeGreaterThan(1e-3);
    for (const name of ['fedsgd', 'fedavg'] as const) {
      expect(largestDifference(await run(name, unequal, 1, whole), central)).toBeLessThan(1e-6);
    }
  });

  test('FedProx with μ = 0 is FedAvg, bit for bit', async () => {
    const fedAvg = await run('fedavg', unequal, 2);
    expect(await run('fedprox', unequal, 2, { proximalMu: 0 })).toEqual(fedAvg);
    expect(await run('fedprox', unequal, 2, { proximalMu: 1 })).not.toEqual(fedAvg);
  });

  test('FedAvgM without momentum is FedAvg, bit for bit', async () => {
    const fedAvg = await run('fedavg', unequal, 2);
    expect(await run('fedavgm', unequal, 2, { serverMomentum: 0 })).toEqual(fedAvg);
    expect(await run('fedavgm', unequal, 2, { serverMomentum: 0.9 })).not.toEqual(fedAvg);
  });

  test.each<[string, Partial<TrainingPlan> & StrategySettings]>([
    ['sgd', {}],
    ['momentum', { optimizer: { kind: 'momentum', momentum: 0.9 } }],
  ])('FedNova with equal steps is FedAvg, bit for bit: %s', async (_name, settings) => {
    expect(await run('fednova', equalSteps, 2, settings)).toEqual(
      await run('fedavg', equalSteps, 2, settings),
    );
    expect(await run('fednova', unequal, 2, settings)).not.toEqual(
      await run('fedavg', unequal, 2, settings),
    );
  });

  test('FedNova with equal steps and a proximal term is FedProx, bit for bit', async () => {
    const settings = { proximalMu: 0.3 };
    expect(await run('fednova', equalSteps, 2, settings)).toEqual(
      await run('fedprox', equalSteps, 2, settings),
    );
  });

  test('SCAFFOLD’s first round by examples is FedAvg’s, bit for bit, and its second is not', async () => {
    const settings = { clients: 3, weighting: 'examples' } as const;
    expect(await run('scaffold', unequal, 1, settings)).toEqual(await run('fedavg', unequal, 1));
    expect(await run('scaffold', unequal, 2, settings)).not.toEqual(
      await run('fedavg', unequal, 2),
    );
  });

  test('SCAFFOLD’s first round with equal weights is FedAvg’s of clients of equal sizes, to 1e-7', async () => {
    const uniform = { clients: 3 };
    const fedAvg = await run('fedavg', equal, 1);
    expect(largestDifference(await run('scaffold', equal, 1, uniform), fedAvg)).toBeLessThan(1e-7);
    const other = await run('fedavg', unequal, 1);
    const ours = await run('scaffold', unequal, 1, uniform);
    expect(largestDifference(ours, other)).toBeGreaterThan(1e-4);
  });

  test('MimeLite without momentum is FedAvg, bit for bit', async () => {
    const fedAvg = await run('fedavg', unequal, 2);
    expect(await run('mimelite', unequal, 2, { serverMomentum: 0 })).toEqual(fedAvg);
    expect(await run('mimelite', unequal, 2, { serverMomentum: 0.5 })).not.toEqual(fedAvg);
  });

  test('q-FedAvg with q = 0 is FedAvg of clients of equal sizes, to 1e-7', async () => {
    const fedAvg = await run('fedavg', equal, 1);
    const ours = await run('qfedavg', equal, 1, { q: 0 });
    expect(largestDifference(ours, fedAvg)).toBeLessThan(1e-7);
  });

  test('a federation of one client is local training, bit for bit', async () => {
    const algorithm = makeStrategy('local', { ...plan, trainer, rng });
    let state = algorithm.initialize();
    for (let t = 0; t < 2; t++) ({ state } = await algorithm.next(state, unequal));
    for (const client of unequal) {
      const alone = await run('fedavg', [client], 2);
      expect(algorithm.personalParameters!(state, client.id)).toEqual(alone);
    }
  });

  test('SCAFFOLD, FedProx, FedNova and q-FedAvg compose with a server optimizer', async () => {
    const own: Partial<Record<StrategyName, StrategySettings>> = {
      scaffold: { clients: 3 },
      fedprox: { proximalMu: 0.1 },
      fednova: {},
      qfedavg: { q: 1 },
    };
    for (const [name, settings] of Object.entries(own) as [StrategyName, StrategySettings][]) {
      const plain = await run(name, unequal, 2, settings);
      const same = { ...settings, serverOptimizer: 'momentum', serverMomentum: 0 } as const;
      expect(await run(name, unequal, 2, same)).toEqual(plain);
      const adam = { ...settings, serverOptimizer: 'adam', serverLearningRate: 0.01 } as const;
      const moved = await run(name, unequal, 2, adam);
      expect(moved).not.toEqual(plain);
      expect(moved.every(Number.isFinite)).toBe(true);
    }
  });

  test('centralized training is that of one client with all examples, whatever the order of the clients', async () => {
    const everything = { ...unequal[0], id: 'centralized' };
    const pooled = { ...everything, train: concatenate(unequal.map(({ train }) => train)) };
    const whole = { batchSize: 'full' } as const;
    const central = await run('centralized', unequal, 2, whole);
    expect(largestDifference(await run('fedavg', [pooled], 2, whole), central)).toBeLessThan(1e-6);
    expect(await run('centralized', [...unequal].reverse(), 2)).toEqual(
      await run('centralized', unequal, 2),
    );
  });
});
