import { Rng } from '../../src/core/rng';
import { useBackend } from '../../src/models/backend';
import { softmaxRegression } from '../../src/models/zoo';
import { makeStrategy, strategies, strategyNames } from '../../src/strategies/catalogue';
import type { StrategyName } from '../../src/strategies/catalogue';
import { clientWeight } from '../../src/strategies/weighting';
import type { Weighting } from '../../src/strategies/weighting';
import { eagerTrainer } from '../../src/training/eager/eagerTrainer';
import { stripesClient } from '../support/clients';
import { scriptedTrainer } from '../support/scriptedTrainer';

const rng = Rng.fromSeed(3);
const plan = { localEpochs: 1, batchSize: 'full', clientLearningRate: 0.1 } as const;
const uneven = [stripesClient('ann', 45, 1), stripesClient('ben', 5, 2)];
const even = [stripesClient('ann', 20, 1), stripesClient('ben', 20, 2)];

test('a client’s weight is its number of examples, or 1; without examples it is 0', () => {
  expect([0, 1, 7].map(clientWeight())).toEqual([0, 1, 7]);
  expect([0, 1, 7].map(clientWeight('uniform'))).toEqual([0, 1, 1]);
  expect(() => clientWeight('even' as Weighting)).toThrow(
    'weighting must be examples or uniform, got "even"',
  );
});

test('FedAvg moves by the plain mean of the updates', async () => {
  // (8 + (−24))/2 = −8 and (0 + 36)/2 = 18; by examples, 45 and 5 of 50, 4.8 and 3.6.
  const updates: Record<string, number[]> = { ann: [8, 0], ben: [-24, 36] };
  const trainer = scriptedTrainer({ start: [10, 20], update: (id) => updates[id] });
  const next = async (weighting?: Weighting) => {
    const algorithm = makeStrategy('fedavg', { ...plan, trainer, rng, weighting });
    const { state } = await algorithm.next(algorithm.initialize(), uneven);
    return Array.from(state.parameters, (value) => Number(value.toFixed(4)));
  };
  expect(await next('uniform')).toEqual([2, 38]);
  expect(await next('examples')).toEqual([14.8, 23.6]);
  expect(await next()).toEqual([14.8, 23.6]);
});

describe('every algorithm that averages clients', () => {
  const averaging = strategyNames.filter((name) => strategies[name].weighting !== undefined);
  let trainer: ReturnType<typeof eagerTrainer>;
  beforeAll(async () => {
    await useBackend('cpu', () => undefined);
    trainer = eagerTrainer(softmaxRegression({ shape: [12, 12, 1] }));
  });
  afterAll(() => {
    trainer.dispose();
  });

  const after = async (name: StrategyName, cohort: typeof uneven, weighting?: Weighting) => {
    const { takes } = strategies[name];
    const algorithm = makeStrategy(name, {
      ...plan,
      trainer,
      rng,
      weighting,
      ...(takes.includes('clients') && { clients: 2 }),
      ...(name === 'fedprox' && { proximalMu: 0.1 }),
      ...(name === 'qfedavg' && { q: 1 }),
    });
    return (await algorithm.next(algorithm.initialize(), cohort)).state.parameters;
  };

  test('there are eleven of them', () => {
    expect(averaging).toHaveLength(11);
  });

  test.each(averaging)('%s takes both weightings', async (name) => {
    const [first, second] = [
      await after(name, uneven, 'examples'),
      await after(name, uneven, 'uniform'),
    ];
    expect(first).not.toEqual(second);
    expect(await after(name, uneven)).toEqual(
      strategies[name].weighting === 'examples' ? first : second,
    );
    const [equal, alike] = [
      await after(name, even, 'examples'),
      await after(name, even, 'uniform'),
    ];
    alike.forEach((value, i) => {
      expect(value).toBeCloseTo(equal[i], 5);
    });
  });
});
