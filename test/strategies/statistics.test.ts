import * as tf from '@tensorflow/tfjs';
import { serverSgd } from '../../src/aggregation/serverOptimizer';
import { Rng } from '../../src/core/rng';
import { flowerFedAvg } from '../../src/strategies/flowerFedAvg';
import { useBackend } from '../../src/models/backend';
import { makeStrategy } from '../../src/strategies/catalogue';
import type { StrategyName, StrategySettings } from '../../src/strategies/catalogue';
import { fedAvg } from '../../src/strategies/fedAvg';
import type { FederatedAlgorithm, ServerState } from '../../src/strategies/federatedAlgorithm';
import { compiledTrainer } from '../../src/training/compiled/compiledTrainer';
import { eagerTrainer } from '../../src/training/eager/eagerTrainer';
import type { LocalTrainer } from '../../src/training/localTrainer';
import type { TrainingPlan } from '../../src/training/plan';
import { stripesClient } from '../support/clients';
import { collect, largestDifference } from '../support/trainers';

const cohort = [45, 20, 7].map((size, k) => stripesClient(`client-${k}`, size, k + 1));
const rng = Rng.fromSeed(3);
const plan: TrainingPlan = { localEpochs: 2, batchSize: 10, clientLearningRate: 0.1 };

/** At the input, so that its statistics do not depend on what the weights do. */
const model = () =>
  tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [12, 12, 1] }),
      tf.layers.batchNormalization({ momentum: 0.9 }),
      tf.layers.dense({ units: 10, kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }) }),
    ],
  });

const momentum = { serverOptimizer: 'momentum', serverLearningRate: 2 } as const;
type Options = StrategySettings & Partial<TrainingPlan>;
const strategies: readonly (readonly [name: StrategyName, options: Options, equally: boolean])[] = [
  ['fedavg', { serverLearningRate: 2 }, false],
  ['fedavgm', {}, false],
  ['fedadagrad', {}, false],
  ['fedadam', {}, false],
  ['fedyogi', {}, false],
  ['fedprox', { proximalMu: 3, ...momentum }, false],
  ['scaffold', { clients: 3, weighting: 'examples', ...momentum }, false],
  ['scaffold', { clients: 3, ...momentum }, true],
  ['fednova', momentum, false],
  ['fednova', { optimizer: { kind: 'momentum', momentum: 0.5 }, ...momentum }, false],
  ['mimelite', { serverLearningRate: 2 }, false],
  ['qfedavg', { q: 1, ...momentum }, true],
  ['fedsgd', { batchSize: 'full', localEpochs: 1, ...momentum }, false],
];

beforeAll(async () => {
  await useBackend('wasm');
});

/** What clients keep, as entries of a vector and its name. */
const clientVectors = ({ clients = new Map() }: ServerState): [string, Float32Array][] =>
  [...clients.values()].flatMap((slots) => Object.entries(slots));

describe.each([
  ['eager', eagerTrainer],
  ['compiled', compiledTrainer],
])('on the %s engine', (_, makeTrainer) => {
  let trainer: LocalTrainer;

  beforeAll(() => {
    trainer = makeTrainer(model());
  });

  afterAll(() => {
    trainer.dispose();
  });

  const part = (vector: Float32Array, which: boolean): number[] =>
    trainer.spec.tensors.flatMap(({ trained, offset, size }) =>
      trained === which ? [...vector.subarray(offset, offset + size)] : [],
    );
  /** The numbers of the tensors that no gradient moves. */
  const statistics = (vector: Float32Array): number[] => part(vector, false);

  /** The clients' mean after plain local training in this round. */
  async function averaged(
    before: Float32Array,
    round: number,
    plan: TrainingPlan,
    equally: boolean,
  ): Promise<Float64Array> {
    const tasks = cohort.map(({ id, train }) => {
      const own = rng.split('round', round, 'client', id);
      return { clientId: id, examples: train, rng: own };
    });
    const results = await collect(trainer.train(before, tasks, plan));
    const weights = results.map(({ examples }) => (equally ? 1 : examples));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const mean = Float64Array.from(statistics(before));
    results.forEach(({ update }, k) => {
      statistics(update).forEach((change, i) => (mean[i] += (weights[k] / total) * change));
    });
    return mean;
  }

  /** Three rounds: statistics are the clients' mean, weights move, and nothing is kept of statistics. */
  async function expectAveraged(
    algorithm: FederatedAlgorithm,
    whole: TrainingPlan,
    equally = false,
  ): Promise<void> {
    let state = algorithm.initialize();
    const first = algorithm.initialize().server ?? {};
    for (let round = 1; round <= 3; round++) {
      const before = state.parameters;
      ({ state } = await algorithm.next(state, cohort));
      const expected = await averaged(before, round, whole, equally);
      expect(largestDifference(statistics(state.parameters), expected)).toBeLessThan(1e-6);
      for (const trained of [true, false]) {
        const moved = largestDifference(part(state.parameters, trained), part(before, trained));
        expect(moved).toBeGreaterThan(1e-3);
      }
    }
    const kept = [...Object.entries(state.server ?? {}), ...clientVectors(state)];
    for (const [name, vector] of kept) {
      if (vector.length !== trainer.spec.size || name === 'second') continue;
      const none = first[name] ?? new Float32Array(vector.length);
      expect(statistics(vector)).toEqual(statistics(none));
    }
  }

  test('what gradients move is trained, and nothing else', () => {
    expect(trainer.spec.tensors.map(({ name, trained }) => [name.split('/')[1], trained])).toEqual([
      ['gamma', true],
      ['beta', true],
      ['kernel', true],
      ['bias', true],
      ['moving_mean', false],
      ['moving_variance', false],
    ]);
  });

  test.each(strategies)('%s averages statistics: %j', async (name, options, equally) => {
    const algorithm = makeStrategy(name, { ...plan, ...options, trainer, rng });
    await expectAveraged(algorithm, { ...plan, ...options }, equally);
  });

  test('the arithmetic of Flower’s FedAvg averages statistics', async () => {
    await expectAveraged(flowerFedAvg({ ...plan, trainer, rng }), plan);
  });

  test('a server optimizer may return the parameters that it was given', async () => {
    const still = {
      ...serverSgd(),
      step: (parameters: Float32Array, _: Float32Array, slots: object) => ({
        parameters,
        slots: slots as Record<string, Float32Array>,
      }),
    };
    const algorithm = fedAvg({ ...plan, trainer, rng, serverOptimizer: still });
    const begin = algorithm.initialize();
    const { state } = await algorithm.next(begin, cohort);
    expect(begin.parameters).toEqual(trainer.initialParameters());
    expect(statistics(state.parameters)).not.toEqual(statistics(begin.parameters));
  });
});
