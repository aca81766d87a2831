import { Rng } from '../../src/core/rng';
import { centralized } from '../../src/strategies/centralized';
import { fedNova } from '../../src/strategies/fedNova';
import { fedSgd } from '../../src/strategies/fedSgd';
import { localOnly } from '../../src/strategies/localOnly';
import { mimeLite } from '../../src/strategies/mimeLite';
import { qFedAvg } from '../../src/strategies/qFedAvg';
import { stripesClient } from '../support/clients';
import { scriptedTrainer } from '../support/scriptedTrainer';

const plan = { localEpochs: 1, batchSize: 10, clientLearningRate: 0.5 } as const;
const rng = Rng.fromSeed(1);
const ann = stripesClient('ann', 30, 1);
const ben = stripesClient('ben', 10, 2);
const zoe = stripesClient('zoe', 0, 3);
const known = (updates: Readonly<Record<string, number>>) =>
  scriptedTrainer({ start: [10], update: (id) => [updates[id] ?? 0], losses: () => [4, 1, NaN] });

describe('FedNova by hand', () => {
  test('3 and 1 steps: τₑ = (30·3 + 10·1)/40 = 2.5', async () => {
    const algorithm = fedNova({ ...plan, trainer: known({ ann: 3, ben: -1 }), rng });
    const { state } = await algorithm.next(algorithm.initialize(), [ann, ben, zoe]);
    // 2.5·(30·3/3 − 10·1/1)/40 = 1.25
    expect(state.parameters[0]).toBeCloseTo(11.25, 6);
  });

  test('a straggler counts with the steps that it takes', async () => {
    const trainer = known({ ann: 3, ben: -1 });
    const algorithm = fedNova({ ...plan, localEpochs: 2, trainer, rng });
    // ann 3 steps of one epoch, ben 2 of two: τₑ = 2.75, and 2.75·(30·3/3 − 10·1/2)/40.
    const { state } = await algorithm.next(algorithm.initialize(), [
      { ...ann, localEpochs: 1 },
      ben,
    ]);
    expect(state.parameters[0]).toBeCloseTo(11.71875, 6);
  });

  test('adam is refused', () => {
    expect(() =>
      fedNova({ ...plan, trainer: known({}), rng, optimizer: { kind: 'adam' } }),
    ).toThrow('optimizer must be sgd or momentum for FedNova, got "adam"');
  });
});

describe('MimeLite by hand', () => {
  // In each round the first call trains and the second takes gradients, whose directions are −g.
  const script = () =>
    scriptedTrainer({ start: [10], update: (id, call) => [call % 2 ? -4 : id === 'ann' ? 2 : -2] });

  test('clients get β/(1 − β)·m at rate η(1 − β), the server updates m', async () => {
    const trainer = script();
    const algorithm = mimeLite({ ...plan, trainer, rng, serverMomentum: 0.75 });
    const first = await algorithm.next(algorithm.initialize(), [ann, ben]);
    expect(first.state.parameters[0]).toBe(11);
    expect(first.state.server!.momentum[0]).toBe(1); // 0.25·4
    expect(first.metrics).toMatchObject({ bytesDown: 16, bytesUp: 16, clientSteps: 2 });
    const second = await algorithm.next(first.state, [ann, ben]);
    expect(second.state.server!.momentum[0]).toBe(1.75);
    expect(trainer.calls.map(({ plan: { clientLearningRate } }) => clientLearningRate)).toEqual([
      0.125, 1, 0.125, 1,
    ]);
    expect(trainer.calls[0].tasks[0].correction).toBeUndefined();
    expect(trainer.calls[2].tasks[0].correction?.[0]).toBe(3);
    expect(trainer.calls[3].parameters[0]).toBe(11); // at the model before the step
  });

  test('refused', async () => {
    const options = { ...plan, trainer: script(), rng };
    expect(() => mimeLite({ ...options, serverMomentum: 1 })).toThrow('serverMomentum must be');
    expect(() => mimeLite({ ...options, optimizer: { kind: 'adam' } })).toThrow(
      'optimizer must be sgd for MimeLite, got "adam"',
    );
    const state = { round: 0, parameters: Float32Array.of(1) };
    await expect(mimeLite(options).next(state, [ann])).rejects.toThrow(
      'state must be a state of MimeLite',
    );
  });
});

describe('q-FedAvg by hand', () => {
  test('q = 1: losses 4 and 1, L = 2', async () => {
    const algorithm = qFedAvg({ ...plan, trainer: known({ ann: 1, ben: -1 }), rng, q: 1 });
    const { state } = await algorithm.next(algorithm.initialize(), [ann, ben, zoe]);
    // Σ F·L·Δ = 2·(4 − 1) = 6; h = ‖2·Δ‖² + 2F: 4 + 8 and 4 + 2, so 18 together.
    expect(state.parameters[0]).toBeCloseTo(10 + 6 / 18, 5);
  });

  test('a loss of 0 stays finite', async () => {
    const trainer = scriptedTrainer({ start: [10], update: () => [1], losses: () => [0, 1] });
    const algorithm = qFedAvg({ ...plan, trainer, rng, q: 0.5 });
    const { state } = await algorithm.next(algorithm.initialize(), [ann, ben]);
    expect(state.parameters[0]).toBeGreaterThan(10);
    expect(state.parameters[0]).toBeLessThan(11);
  });

  test('a loss that is not finite names the client', async () => {
    const trainer = scriptedTrainer({ start: [10], update: () => [1], losses: () => [1, NaN] });
    const algorithm = qFedAvg({ ...plan, trainer, rng, q: 1 });
    await expect(algorithm.next(algorithm.initialize(), [ann, ben])).rejects.toThrow(
      'round 1, client ben: the loss is NaN',
    );
  });

  test('refused', () => {
    const options = { ...plan, trainer: known({}), rng };
    expect(() => qFedAvg({ ...options, q: -1 })).toThrow('q must be >= 0, got -1');
    const momentum = { kind: 'momentum', momentum: 0.5 } as const;
    expect(() => qFedAvg({ ...options, q: 1, optimizer: momentum })).toThrow(
      'optimizer must be sgd for q-FedAvg, got "momentum"',
    );
  });
});

describe('FedSGD', () => {
  test('takes one step of rate η along the mean gradient', async () => {
    const algorithm = fedSgd({ trainer: known({ ann: 4, ben: -4 }), rng, clientLearningRate: 0.5 });
    const { state, metrics } = await algorithm.next(algorithm.initialize(), [ann, ben, zoe]);
    expect(state.parameters[0]).toBe(11); // 10 + 0.5·(30·4 − 10·4)/40
    expect(metrics).toEqual({
      round: 1,
      clients: ['ann', 'ben', 'zoe'],
      examples: 40,
      clientSteps: 2,
      trainLoss: 2,
      trainAccuracy: 10 / 40,
      bytesDown: 12,
      bytesUp: 12,
      measures: {},
    });
  });

  test('refuses another plan', () => {
    const options = { trainer: known({}), rng, clientLearningRate: 0.5 };
    expect(() => fedSgd({ ...options, batchSize: 20 })).toThrow(
      'batchSize must be full for FedSGD, got 20',
    );
    expect(() => fedSgd({ ...options, localEpochs: 2 })).toThrow(
      'localEpochs must be 1 for FedSGD, got 2',
    );
    expect(() => fedSgd({ ...options, optimizer: { kind: 'adam' } })).toThrow(
      'optimizer must be sgd for FedSGD, got "adam"',
    );
    expect(() => fedSgd({ ...options, clientLearningRate: 0 })).toThrow(
      'clientLearningRate must be > 0, got 0',
    );
  });
});

describe('local only', () => {
  test('every client keeps training its own model; nothing is sent', async () => {
    const algorithm = localOnly({ ...plan, trainer: known({ ann: 1, ben: -1 }), rng });
    const begin = algorithm.initialize();
    const first = await algorithm.next(begin, [ann, ben]);
    const second = await algorithm.next(first.state, [ben]);
    const models = ['ann', 'ben', 'zoe'].map(
      (id) => algorithm.personalParameters!(second.state, id)[0],
    );
    expect(models).toEqual([11, 8, 10]);
    expect(second.state).toMatchObject({ round: 2, parameters: Float32Array.of(10) });
    expect(first.metrics).toMatchObject({ bytesDown: 0, bytesUp: 0, clientSteps: 2, examples: 40 });
    expect(begin.clients!.size).toBe(0);
  });

  test('a straggler trains for its own number of epochs', async () => {
    const trainer = known({});
    const algorithm = localOnly({ ...plan, localEpochs: 5, trainer, rng });
    await algorithm.next(algorithm.initialize(), [{ ...ann, localEpochs: 2 }, ben]);
    expect(trainer.calls.map((call) => call.plan.localEpochs)).toEqual([2, 5]);
  });

  test('a client whose training diverges is named', async () => {
    const algorithm = localOnly({ ...plan, trainer: known({ ann: 1, ben: Infinity }), rng });
    await expect(algorithm.next(algorithm.initialize(), [ann, ben])).rejects.toThrow(
      'round 1, client ben: the update holds numbers that are not finite',
    );
  });
});

describe('centralized', () => {
  test('trains on the cohort’s examples together; nothing is sent', async () => {
    const trainer = known({ centralized: 3 });
    const algorithm = centralized({ ...plan, trainer, rng });
    const first = await algorithm.next(algorithm.initialize(), [ben, ann]);
    const second = await algorithm.next(first.state, [ann, ben]);
    expect(second.state.parameters[0]).toBe(16);
    expect(first.metrics).toMatchObject({ bytesDown: 0, bytesUp: 0, examples: 40 });
    expect(first.metrics.clients).toEqual(['ben', 'ann']);
    const pools = trainer.calls.map(({ tasks }) => tasks[0].examples);
    expect(pools[0].size).toBe(40);
    expect(pools[1]).toBe(pools[0]); // the same clients are not pooled twice
  });
});
