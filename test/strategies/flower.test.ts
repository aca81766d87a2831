import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Rng } from '../../src/core/rng';
import { makeStrategy } from '../../src/strategies/catalogue';
import type { StrategyName, StrategySettings } from '../../src/strategies/catalogue';
import { stripesClient } from '../support/clients';
import { flowerTest, runFlowerPython } from '../support/flowerPython';
import { scriptedTrainer } from '../support/scriptedTrainer';
import { largestDifference } from '../support/trainers';

/** What flowerStrategies.py, which says how, wrote with flwr 1.41. */
interface FlowerValues {
  readonly flwr: string;
  readonly start: number[];
  /** `[round][client][number]` */
  readonly updates: number[][][];
  /** `[round][client]` */
  readonly losses: number[][];
  readonly examples: number[];
  /** The model after each round. */
  readonly after: Readonly<Record<string, number[][]>>;
}

const kept = JSON.parse(
  readFileSync(join(__dirname, '..', 'support', 'flowerStrategies.json'), 'utf8'),
) as FlowerValues;

/** Our settings for the lines of flowerStrategies.py that made the values. */
const settings: Readonly<Record<string, StrategySettings>> = {
  // flower.FedAvg()
  fedavg: {},
  // flower.FedAvgM(server_learning_rate=0.7, server_momentum=0.9)
  fedavgm: { serverLearningRate: 0.7, serverMomentum: 0.9 },
  // flower.FedAdagrad(eta=0.1, tau=1e-3)
  fedadagrad: { serverLearningRate: 0.1, tau: 1e-3, convention: 'flower' },
  // flower.FedAdam(eta=0.1, beta_1=0.9, beta_2=0.99, tau=1e-3)
  fedadam: { serverLearningRate: 0.1, beta1: 0.9, beta2: 0.99, tau: 1e-3, convention: 'flower' },
  // flower.FedYogi(eta=0.01, beta_1=0.9, beta_2=0.99, tau=1e-3)
  fedyogi: { serverLearningRate: 0.01, beta1: 0.9, beta2: 0.99, tau: 1e-3, convention: 'flower' },
  // flower.QFedAvg(client_learning_rate=0.1, q=0.5)
  qfedavg: { q: 0.5 },
};

async function run(name: StrategyName, values: FlowerValues): Promise<Float32Array[]> {
  const cohort = values.examples.map((size, k) => stripesClient(`${k}`, size, k));
  const algorithm = makeStrategy(name, {
    trainer: scriptedTrainer({
      start: values.start,
      update: (id, call) => values.updates[call][Number(id)],
      losses: (call) => values.losses[call],
    }),
    rng: Rng.fromSeed(1),
    localEpochs: 1,
    batchSize: 10,
    clientLearningRate: 0.1,
    ...settings[name],
  });
  let state = algorithm.initialize();
  const after: Float32Array[] = [];
  for (let t = 0; t < values.updates.length; t++) {
    ({ state } = await algorithm.next(state, cohort));
    after.push(state.parameters);
  }
  return after;
}

describe('three rounds of the same updates as Flower’s own strategies, to 1e-6', () => {
  test.each(Object.keys(settings) as StrategyName[])('%s', async (name) => {
    const after = await run(name, kept);
    after.forEach((vector, t) => {
      expect(largestDifference(vector, kept.after[name][t])).toBeLessThan(1e-6);
    });
  });

  test.each(['fedadagrad', 'fedadam', 'fedyogi'] as const)(
    '%s by the paper starts elsewhere',
    async (name) => {
      const ours = makeStrategy(name, {
        trainer: scriptedTrainer({
          start: kept.start,
          update: (id) => kept.updates[0][Number(id)],
        }),
        rng: Rng.fromSeed(1),
        localEpochs: 1,
        batchSize: 10,
        clientLearningRate: 0.1,
        ...settings[name],
        convention: 'paper',
      });
      const cohort = kept.examples.map((size, k) => stripesClient(`${k}`, size, k));
      const { state } = await ours.next(ours.initialize(), cohort);
      expect(largestDifference(state.parameters, kept.after[name][0])).toBeGreaterThan(1e-7);
    },
  );

  flowerTest('the values are those of today’s Flower', async () => {
    const fresh = JSON.parse(await runFlowerPython('flowerStrategies.py', [], '')) as FlowerValues;
    expect(fresh.updates).toEqual(kept.updates);
    for (const name of Object.keys(settings)) {
      fresh.after[name].forEach((vector, t) => {
        expect(largestDifference(vector, kept.after[name][t])).toBeLessThan(1e-12);
      });
    }
  });
});
