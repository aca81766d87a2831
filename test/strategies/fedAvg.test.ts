import { Rng } from '../../src/core/rng';
import { useBackend } from '../../src/models/backend';
import { denseClassifier, softmaxRegression } from '../../src/models/zoo';
import { fedAvg } from '../../src/strategies/fedAvg';
import type { FedAvgOptions } from '../../src/strategies/fedAvg';
import { compiledTrainer } from '../../src/training/compiled/compiledTrainer';
import { eagerTrainer } from '../../src/training/eager/eagerTrainer';
import { stripesClient } from '../support/clients';
import { pythonTest, runPython } from '../support/python';
import { scriptedTrainer } from '../support/scriptedTrainer';
import { strategyJob } from '../support/strategyJob';

const side = 12;
const shape = [side, side, 1] as const;
const plan = { localEpochs: 2, batchSize: 20, clientLearningRate: 0.1 } as const;
const rng = Rng.fromSeed(3);

const client = stripesClient;
const cohort = [client('ann', 45, 1), client('ben', 20, 2), client('eve', 7, 3)];

/** A trainer whose clients return updates that are known beforehand. */
const scripted = (updates: Record<string, number[]>) =>
  scriptedTrainer({ start: [10, 20], update: (id) => updates[id] });

describe('one round with known updates', () => {
  // Weights 45, 20, 7 of 72; first number: (45·8 + 20·0 + 7·(−24))/72 = (360 − 168)/72 = 8/3,
  // second: (45·0 + 20·36 + 7·0)/72 = 10.
  const updates = { ann: [8, 0], ben: [0, 36], eve: [-24, 0] };
  const options = { ...plan, trainer: scripted(updates), rng };

  test('the model moves by the mean update, weighted by examples', async () => {
    const algorithm = fedAvg(options);
    const { state, metrics } = await algorithm.next(algorithm.initialize(), cohort);
    expect(state.round).toBe(1);
    expect(state.parameters[0]).toBeCloseTo(10 + 8 / 3, 5);
    expect(state.parameters[1]).toBeCloseTo(30, 5);
    expect(metrics).toEqual({
      round: 1,
      clients: ['ann', 'ben', 'eve'],
      examples: 72,
      clientSteps: 3,
      trainLoss: 2,
      trainAccuracy: 15 / 72,
      bytesDown: 3 * 2 * 4,
      bytesUp: 3 * 2 * 4,
      measures: {},
    });
  });

  test('an empty cohort changes the round’s number and nothing else', async () => {
    const algorithm = fedAvg(options);
    const { state: before } = await algorithm.next(algorithm.initialize(), cohort);
    const { state, metrics } = await algorithm.next(before, []);
    expect(state).toEqual({ ...before, round: 2 });
    expect(metrics).toMatchObject({
      round: 2,
      clients: [],
      examples: 0,
      trainLoss: NaN,
      bytesUp: 0,
    });
  });

  test('the server learning rate scales that step', async () => {
    const algorithm = fedAvg({ ...options, serverLearningRate: 0.5 });
    const { state } = await algorithm.next(algorithm.initialize(), cohort);
    expect(state.parameters[0]).toBeCloseTo(10 + 4 / 3, 5);
    expect(state.parameters[1]).toBeCloseTo(25, 5);
  });

  test('the old state stays as it was', async () => {
    const algorithm = fedAvg(options);
    const start = algorithm.initialize();
    await algorithm.next(start, cohort);
    expect(start).toEqual({ round: 0, parameters: Float32Array.of(10, 20), server: {} });
  });

  test('concurrent rounds, and a round after a failed one, give the same as single rounds', async () => {
    const alone = fedAvg(options);
    const first = (await alone.next(alone.initialize(), cohort)).state;
    const second = (await alone.next(first, cohort)).state;
    const algorithm = fedAvg(options);
    const both = [algorithm.next(first, cohort), algorithm.next(algorithm.initialize(), cohort)];
    expect((await Promise.all(both)).map(({ state }) => state)).toEqual([second, first]);
    await expect(algorithm.next(first, [cohort[0], client('out', 5, 4)])).rejects.toThrow();
    expect((await algorithm.next(first, cohort)).state).toEqual(second);
  });
});

describe('refused', () => {
  const trainer = scripted({});
  const make = (options: Partial<FedAvgOptions>) => () =>
    fedAvg({ ...plan, trainer, rng, ...options });

  test('options out of range', () => {
    expect(make({ batchSize: 0 })).toThrow('batchSize must be a whole number of at least 1, got 0');
    expect(make({ clientLearningRate: NaN })).toThrow('clientLearningRate must be > 0, got NaN');
    expect(make({ serverLearningRate: -1 })).toThrow('serverLearningRate must be > 0, got -1');
    expect(make({ localEpochs: 0 })).toThrow('localEpochs must be a whole number of at least 1');
  });

  test('a cohort that holds a client twice', async () => {
    const algorithm = make({})();
    const start = algorithm.initialize();
    await expect(algorithm.next(start, [cohort[0], cohort[0]])).rejects.toThrow(
      'cohort must hold each client once, got "ann"',
    );
  });

  test('clients without a single example', async () => {
    const algorithm = make({ trainer: scripted({ zoe: [0, 0] }) })();
    await expect(algorithm.next(algorithm.initialize(), [client('zoe', 0, 1)])).rejects.toThrow(
      'cohort must hold at least one training example among its 1 clients, got 0',
    );
  });
});

describe('with real training', () => {
  beforeAll(async () => {
    await useBackend('wasm');
  });

  async function run(rounds: number, seed = 3): Promise<Float32Array> {
    const trainer = eagerTrainer(denseClassifier({ shape, hidden: [16], seed: 1 }));
    const algorithm = fedAvg({ ...plan, trainer, rng: Rng.fromSeed(seed) });
    let state = algorithm.initialize();
    for (let t = 0; t < rounds; t++) ({ state } = await algorithm.next(state, cohort));
    return state.parameters;
  }

  test('the same seed gives the same bits, another seed others', async () => {
    const first = await run(2);
    expect(await run(2)).toEqual(first);
    expect(await run(2, 4)).not.toEqual(first);
  });

  test('a client does not depend on its place in the cohort', async () => {
    const trainer = eagerTrainer(softmaxRegression({ shape }));
    const algorithm = fedAvg({ ...plan, trainer, rng });
    const forward = await algorithm.next(algorithm.initialize(), cohort);
    const backward = await algorithm.next(algorithm.initialize(), [...cohort].reverse());
    forward.state.parameters.forEach((value, i) => {
      expect(backward.state.parameters[i]).toBeCloseTo(value, 6);
    });
  });

  const engines = { eager: eagerTrainer, compiled: compiledTrainer };

  async function expectNumPy(engine: keyof typeof engines): Promise<void> {
    const trainer = engines[engine](denseClassifier({ shape, hidden: [16], seed: 1 }));
    const longer = { ...plan, localEpochs: 9 }; // 27 steps for ann
    const algorithm = fedAvg({ ...longer, trainer, rng, serverLearningRate: 0.7 });
    let state = algorithm.initialize();
    const job = strategyJob(trainer.spec, state.parameters, cohort, longer, rng, 3);
    const expected = JSON.parse(
      await runPython('fedAvgReference.py', JSON.stringify({ ...job, serverLearningRate: 0.7 })),
    ) as number[][];
    for (const after of expected) {
      ({ state } = await algorithm.next(state, cohort));
      const differences = after.map((value, i) => Math.abs(value - state.parameters[i]));
      expect(Math.max(...differences)).toBeLessThan(1e-5);
    }
    const moved = state.parameters.map((value, i) => value - algorithm.initialize().parameters[i]);
    expect(Math.max(...moved.map(Math.abs))).toBeGreaterThan(0.02);
    trainer.dispose();
  }

  pythonTest('three rounds agree with NumPy in double precision to 1e-5', () =>
    expectNumPy('eager'),
  );

  pythonTest('three rounds on the compiled engine agree with NumPy to 1e-5, too', () =>
    expectNumPy('compiled'),
  );
});
