import fc from 'fast-check';
import { Rng } from '../../src/core/rng';
import type { ServerState } from '../../src/strategies/federatedAlgorithm';
import { scaffold } from '../../src/strategies/scaffold';
import type { ScaffoldOptions } from '../../src/strategies/scaffold';
import { stripesClient } from '../support/clients';
import { scriptedTrainer } from '../support/scriptedTrainer';

const plan = { localEpochs: 1, batchSize: 10, clientLearningRate: 0.5 } as const;
const rng = Rng.fromSeed(1);
const [ann, ben, eve] = [
  stripesClient('ann', 6, 1),
  stripesClient('ben', 2, 2),
  stripesClient('eve', 4, 3),
];

/** ann's updates are 2, then 4; ben's −2, then 0; eve's always 1. Two steps each. */
function start(options: Partial<ScaffoldOptions> = {}) {
  const updates: Record<string, number[]> = { ann: [2, 4], ben: [-2, 0], eve: [1, 1] };
  const trainer = scriptedTrainer({
    start: [10],
    update: (id, call) => [updates[id][call] ?? 1],
    steps: () => 2,
  });
  return { trainer, algorithm: scaffold({ ...plan, trainer, rng, clients: 2, ...options }) };
}

const control = (state: ServerState): number => state.server!.control[0];
const own = (state: ServerState, id: string): number | undefined =>
  state.clients!.get(id)?.control[0];

describe('by hand', () => {
  // K·η = 1, so cᵢ⁺ = cᵢ − c − Δᵢ.
  test('two rounds, weighted by examples', async () => {
    const { trainer, algorithm } = start({ weighting: 'examples' });
    const first = await algorithm.next(algorithm.initialize(), [ann, ben]);
    // x = 10 + (6·2 − 2·2)/8 = 11; c_ann = −2, c_ben = 2; c = (6·(−2) + 2·2)/8 = −1.
    expect(first.state.parameters[0]).toBe(11);
    expect([own(first.state, 'ann'), own(first.state, 'ben')]).toEqual([-2, 2]);
    expect(control(first.state)).toBe(-1);
    expect(first.metrics.bytesDown).toBe(2 * 2 * 4);
    expect(first.metrics.bytesUp).toBe(2 * 2 * 4);

    const second = await algorithm.next(first.state, [ann, ben]);
    // Steps get c − cᵢ: −1 + 2 and −1 − 2.
    expect(trainer.calls[0].tasks.map((task) => task.correction)).toEqual([undefined, undefined]);
    expect(trainer.calls[1].tasks.map((task) => task.correction?.[0])).toEqual([1, -3]);
    // x = 11 + 6·4/8 = 14; c_ann = −2 + 1 − 4 = −5, c_ben = 2 + 1 − 0 = 3; c = (6·(−5) + 2·3)/8.
    expect(second.state.parameters[0]).toBe(14);
    expect([own(second.state, 'ann'), own(second.state, 'ben')]).toEqual([-5, 3]);
    expect(control(second.state)).toBe(-3);
  });

  test('equal weights, the default, are the paper’s: c moves by the sum of changes over N', async () => {
    const { algorithm } = start({ clients: 4 });
    const { state } = await algorithm.next(algorithm.initialize(), [ann, ben]);
    expect(state.parameters[0]).toBe(10);
    expect(control(state)).toBe(0);
    const next = await algorithm.next(state, [ann]);
    // c_ann = −2 − 0 − 4 = −6, a change of −4 that counts a quarter.
    expect(control(next.state)).toBe(-1);
  });

  test('clients that have not taken part count as 0, with the mean size of those that have', async () => {
    const { algorithm } = start({ weighting: 'examples', clients: 3 });
    const { state } = await algorithm.next(algorithm.initialize(), [ann, ben]);
    // T = 3·(6 + 2)/2 = 12.
    expect(control(state)).toBeCloseTo(-8 / 12, 6);
    const next = await algorithm.next(state, [eve]);
    // c_eve = 0 + 8/12 − 1; now all are known: T = 12, c = (6·(−2) + 2·2 + 4·c_eve)/12.
    expect(control(next.state)).toBeCloseTo((-8 + 4 * (8 / 12 - 1)) / 12, 6);
  });

  test('the server learning rate scales only the model’s step', async () => {
    const { algorithm } = start({ weighting: 'examples', serverLearningRate: 0.5 });
    const { state } = await algorithm.next(algorithm.initialize(), [ann, ben]);
    expect(state.parameters[0]).toBe(10.5);
    expect(control(state)).toBe(-1);
  });
});

test('c stays the weighted mean of the clients’ control variates, whoever takes part', async () => {
  const everybody = [1, 2, 5, 3, 9].map((size, k) => stripesClient(`${k}`, size, k));
  const cohort = fc.uniqueArray(fc.nat({ max: 4 }), { minLength: 1 });
  const weighting = fc.constantFrom('examples', 'uniform');
  await fc.assert(
    fc.asyncProperty(
      fc.array(cohort, { minLength: 1, maxLength: 8 }),
      weighting,
      async (all, w) => {
        const draws = Rng.fromSeed(7);
        const trainer = scriptedTrainer({ start: [0], update: () => [draws.normal()] });
        const algorithm = scaffold({ ...plan, trainer, rng, clients: 5, weighting: w });
        let state = algorithm.initialize();
        for (const chosen of all) {
          const members = chosen.map((k) => everybody[k]);
          ({ state } = await algorithm.next(state, members));
        }
        const weights = new Map(
          everybody.map(({ id, train }) => [id, w === 'uniform' ? 1 : train.size]),
        );
        let [sum, weight] = [0, 0];
        for (const [id, slots] of state.clients!) {
          sum += weights.get(id)! * slots.control[0];
          weight += weights.get(id)!;
        }
        expect(control(state)).toBeCloseTo(sum / ((weight / state.clients!.size) * 5), 4);
      },
    ),
    { numRuns: 50 },
  );
});

test('the old state stays as it was, and clients without examples change nothing', async () => {
  const { algorithm } = start({ clients: 3 });
  const nobody = stripesClient('zoe', 0, 4);
  const trainer = scriptedTrainer({
    start: [10],
    update: (id) => (id === 'zoe' ? [0] : [1]),
    steps: (id) => (id === 'zoe' ? 0 : 2),
  });
  const withZoe = scaffold({ ...plan, trainer, rng, clients: 3 });
  const begin = withZoe.initialize();
  const copy = structuredClone(begin);
  const { state } = await withZoe.next(begin, [ann, nobody]);
  expect(begin).toEqual(copy);
  expect([...state.clients!.keys()]).toEqual(['ann']);
  expect(state.parameters[0]).toBe(11);
  expect(algorithm.initialize().clients!.size).toBe(0);
});

describe('refused', () => {
  test('client optimizers other than sgd, and a proximal term', () => {
    expect(() => start({ optimizer: { kind: 'adam' } })).toThrow(
      'optimizer must be sgd for SCAFFOLD, got "adam"',
    );
    expect(() => start({ optimizer: { kind: 'momentum', momentum: 0.9 } })).toThrow(
      'optimizer must be sgd for SCAFFOLD, got "momentum"',
    );
    expect(() => start({ optimizer: { kind: 'momentum', momentum: 0 } })).not.toThrow();
    expect(() => start({ proximalMu: 0.1 })).toThrow('proximalMu must be 0 for SCAFFOLD, got 0.1');
    expect(() => start({ clients: 0 })).toThrow('clients must be a whole number of at least 1');
    expect(() => start({ weighting: 'size' as 'uniform' })).toThrow(
      'weighting must be examples or uniform, got "size"',
    );
  });

  test('more clients than there are, in one round or over several', async () => {
    const { algorithm } = start();
    await expect(algorithm.next(algorithm.initialize(), [ann, ben, eve])).rejects.toThrow(
      'clients must be at least 3, the number of clients that have taken part, got 2',
    );
    const { state } = await algorithm.next(algorithm.initialize(), [ann, ben]);
    await expect(algorithm.next(state, [eve])).rejects.toThrow(
      'clients must be at least 3, the number of clients that have taken part, got 2',
    );
  });

  test('a state of another algorithm', async () => {
    const { algorithm } = start();
    const state = { round: 0, parameters: Float32Array.of(10) };
    await expect(algorithm.next(state, [ann])).rejects.toThrow('state must be a state of SCAFFOLD');
  });
});
