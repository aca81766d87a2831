import { DivergenceError } from '../../src/core/errors';
import { Rng } from '../../src/core/rng';
import type { NumberFeatures, NumberTargets } from '../../src/data/dataset';
import { federate } from '../../src/data/federate';
import { clients } from '../../src/data/federatedDataset';
import { iid } from '../../src/data/partition/partition';
import { useBackend } from '../../src/models/backend';
import { linearRegression, softmaxRegression } from '../../src/models/zoo';
import { sampleCohort } from '../../src/simulation/cohort';
import { federatedRounds } from '../../src/simulation/rounds';
import type { FederatedRoundsOptions, RoundOutcome } from '../../src/simulation/rounds';
import { availabilityTrace, uniformSampling } from '../../src/simulation/sampling';
import { serverMomentum } from '../../src/aggregation/serverOptimizer';
import { fedAvg } from '../../src/strategies/fedAvg';
import type { FederatedAlgorithm, ServerState } from '../../src/strategies/federatedAlgorithm';
import { localOnly } from '../../src/strategies/localOnly';
import { scaffold } from '../../src/strategies/scaffold';
import { eagerTrainer } from '../../src/training/eager/eagerTrainer';
import { federatedEvaluation } from '../../src/training/federatedEvaluation';
import { noisyTrainer } from './noisyTrainer';
import { stripedClients } from './stripedClients';
import { collect } from '../support/trainers';

const trainer = noisyTrainer();
const rng = Rng.fromSeed(7);
const plan = { localEpochs: 3, batchSize: 20, clientLearningRate: 0.1 } as const;
const federated = stripedClients(5, { central: 50 });
const average = fedAvg({ ...plan, trainer, rng });

function rounds(
  options: Partial<FederatedRoundsOptions> = {},
  algorithm: FederatedAlgorithm = average,
  data = federated,
): Promise<RoundOutcome[]> {
  const defaults = { rounds: 4, sampler: uniformSampling(3), rng, trainer, clock: () => 0 };
  return collect(federatedRounds(algorithm, data, { ...defaults, ...options }));
}

const records = (outcomes: readonly RoundOutcome[]) => outcomes.map(({ record }) => record);

test('a round is a cohort, the algorithm’s round, and its measurements', async () => {
  let time = 0;
  const [first, second] = await rounds({ rounds: 2, clock: () => (time += 250) });
  const cohort = sampleCohort(federated, 3, rng.split('cohort', 1));
  const { state, metrics } = await average.next(average.initialize(), cohort);
  expect(first.state).toEqual(state);
  // Evaluation as scripted: the share |w₀| is right on every client, and w₁ is the loss.
  const share = Math.abs(state.parameters[0]);
  expect(first.record).toEqual({
    round: 1,
    trainLoss: 2,
    trainAccuracy: 0.25,
    testLoss: state.parameters[1],
    testAccuracy: expect.closeTo(share, 10) as number,
    clientAccuracy: {
      mean: expect.closeTo(share, 10) as number,
      worst10: expect.closeTo(share, 10) as number,
      std: expect.closeTo(0, 10) as number,
    },
    bytesUp: 3 * 4 * 4,
    bytesDown: 3 * 4 * 4,
    clientSteps: 3 * 3,
    seconds: 0.25,
    clients: cohort.map(({ id }) => id),
    dropped: [],
  });
  expect(metrics.clients).toEqual(first.record.clients);
  expect(second.record.clients).toEqual(
    sampleCohort(federated, 3, rng.split('cohort', 2)).map(({ id }) => id),
  );
});

describe('evaluation', () => {
  const measured = (outcomes: readonly RoundOutcome[]) =>
    records(outcomes).filter(({ testAccuracy }) => testAccuracy !== null);

  test('every n rounds and after the last', async () => {
    const outcomes = await rounds({ rounds: 7, evaluateEvery: 3 });
    expect(measured(outcomes).map(({ round }) => round)).toEqual([3, 6, 7]);
    expect(records(outcomes)[0]).toMatchObject({ testLoss: null, clientAccuracy: null });
  });

  test('changes no bit of the run', async () => {
    const seldom = await rounds({ evaluateEvery: 4 });
    expect((await rounds()).map(({ state }) => state)).toEqual(seldom.map(({ state }) => state));
  });

  test('measures without examples are null', async () => {
    const [{ record }] = await rounds({ rounds: 1 }, average, stripedClients(5, { heldOut: 0 }));
    expect(record).toMatchObject({ testLoss: null, testAccuracy: null, clientAccuracy: null });
    const [{ record: none }] = await rounds({ rounds: 1, evaluationClients: 0 });
    expect(none.testAccuracy).not.toBeNull();
    expect(none.clientAccuracy).toBeNull();
  });

  test('where numbers are predicted, there is a loss and no accuracy', async () => {
    const shape = [1];
    const numbers = (size: number): NumberFeatures & NumberTargets & { readonly size: number } => {
      const features = Float32Array.from({ length: size }, (_, i) => i);
      return { features, shape, targets: features, targetNames: ['y'], size };
    };
    const all = numbers(8);
    const data = federate({
      ...{ name: 'numbers', description: 'y = x', simulated: true, dataset: all },
      ...{ partition: iid(all, 2, rng), heldOut: 0.25, rng, centralTest: numbers(4) },
    });
    await useBackend('cpu');
    const linear = eagerTrainer(linearRegression({ shape }));
    const outcomes = federatedRounds(fedAvg({ ...plan, trainer: linear, rng }), data, {
      ...{ rounds: 1, sampler: uniformSampling(2), rng, trainer: linear },
    });
    const [{ record }] = await collect(outcomes);
    expect(record.testLoss).toBeGreaterThan(0);
    expect(record).toMatchObject({ testAccuracy: null, clientAccuracy: null });
  });

  test('some clients, the same ones each time', async () => {
    const asked: number[][] = [];
    const counting = {
      ...trainer,
      evaluate: (...[parameters, datasets]: Parameters<typeof trainer.evaluate>) => {
        const all = [...datasets];
        asked.push(all.map(({ size }) => size));
        return trainer.evaluate(parameters, all);
      },
    };
    await rounds({ rounds: 2, evaluationClients: 2, trainer: counting });
    expect(asked).toHaveLength(2);
    expect(asked[0]).toHaveLength(3);
    expect(asked[0][0]).toBe(50);
    expect(asked[1]).toEqual(asked[0]);
  });

  test('numbers that are not finite are null, as JSON has none', async () => {
    const diverging = { ...trainer, evaluate: evaluating(Infinity) };
    const [{ record }] = await rounds({ rounds: 1, trainer: diverging });
    expect(record.testLoss).toBeNull();
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
  });

  /** Evaluation with a known loss, and half of the examples right. */
  function evaluating(lossSum: number): typeof trainer.evaluate {
    return async function* (_, datasets) {
      for (const { size } of datasets) {
        await Promise.resolve();
        yield { examples: size, lossSum, correct: size / 2 };
      }
    };
  }

  test('personal models are each measured on their client’s and on the central examples', async () => {
    const own: Record<string, number> = {};
    federated.clientIds.forEach((id, i) => (own[id] = (i + 1) / 10));
    const algorithm: FederatedAlgorithm = {
      ...average,
      personalParameters: (_, id) => Float32Array.of(own[id], 10 * own[id], 0, 0),
    };
    const [{ record }] = await rounds({ rounds: 1 }, algorithm);
    // Accuracies 0.1 … 0.5, losses 1 … 5: means 0.3 and 3; the worst of five clients is 0.1.
    expect(record.testAccuracy).toBeCloseTo(0.3, 6);
    expect(record.testLoss).toBeCloseTo(3, 6);
    expect(record.clientAccuracy?.mean).toBeCloseTo(0.3, 6);
    expect(record.clientAccuracy?.worst10).toBeCloseTo(0.1, 6);
    expect(record.clientAccuracy?.std).toBeCloseTo(Math.sqrt(0.02), 6);
  });
});

describe('the end', () => {
  test('the first round that reaches the accuracy is the last', async () => {
    // The scripted accuracy |w₀| falls from round to round, so an algorithm that turns around is needed.
    const rising: FederatedAlgorithm = {
      ...average,
      async next(state, cohort) {
        const { metrics } = await average.next(state, cohort);
        const round = state.round + 1;
        return { state: { round, parameters: Float32Array.of(round / 10, 0, 0, 0) }, metrics };
      },
    };
    const options = { rounds: 10, targetAccuracy: 0.45 };
    const outcomes = await rounds(options, rising);
    expect(outcomes).toHaveLength(5);
    expect(await rounds({ ...options, evaluateEvery: 2 }, rising)).toHaveLength(6);
    const start = { state: outcomes[4].state, records: records(outcomes) };
    expect(await rounds({ ...options, start }, rising)).toEqual([]);
    // Without central examples the mean over clients counts.
    expect(await rounds(options, rising, stripedClients(5))).toHaveLength(5);
  });

  test('an aborted signal ends it with its reason, and what was yielded stays', async () => {
    const controller = new AbortController();
    const seen: RoundOutcome[] = [];
    const running = (async () => {
      const options = { rounds: 9, sampler: uniformSampling(3), rng, trainer };
      const { signal } = controller;
      for await (const outcome of federatedRounds(average, federated, { ...options, signal })) {
        seen.push(outcome);
        if (outcome.state.round === 2) controller.abort(new Error('stopped by hand'));
      }
    })();
    await expect(running).rejects.toThrow('stopped by hand');
    expect(seen.map(({ state }) => state.round)).toEqual([1, 2]);
    const whole = await rounds({ rounds: 9 });
    expect((await rounds({ rounds: 9, start: seen[1] })).at(-1)?.state).toEqual(whole[8].state);
  });

  test('divergence is passed on with its round and client, after the last good state', async () => {
    const algorithm: FederatedAlgorithm = {
      ...average,
      next: (state, cohort, signal) =>
        state.round === 2
          ? Promise.reject(new DivergenceError(3, cohort[0].id, 'the loss is NaN'))
          : average.next(state, cohort, signal),
    };
    const iterator = federatedRounds(algorithm, federated, {
      rounds: 9,
      sampler: uniformSampling(1),
      rng,
      trainer,
    });
    await iterator.next();
    const last = await iterator.next();
    expect(last.value?.state.round).toBe(2);
    await expect(iterator.next()).rejects.toThrow(/^round 3, client client-00\d: the loss is NaN/);
  });
});

test('a server step whose model is not finite ends the rounds, and is not yielded', async () => {
  const steep = fedAvg({ ...plan, trainer, rng, serverLearningRate: 1e39 });
  await expect(rounds({}, steep)).rejects.toThrow(
    'round 1, server: the model holds numbers that are not finite',
  );
});

describe('who takes part', () => {
  test('a round in which everybody dropped out counts, and changes nothing else', async () => {
    const [{ state, record }] = await rounds({ rounds: 1, dropouts: 1 });
    expect(state).toEqual({ ...average.initialize(), round: 1 });
    expect(record).toMatchObject({ round: 1, trainLoss: null, trainAccuracy: null, bytesUp: 0 });
    expect(record).toMatchObject({ bytesDown: 0, clientSteps: 0, clients: [] });
    expect(record.dropped).toHaveLength(3);
    expect(record.testAccuracy).not.toBeNull();
  });

  test('so does a round in which nobody is available', async () => {
    const sampler = availabilityTrace(2, { 'client-002': [2] });
    const outcomes = await rounds({ rounds: 3, sampler });
    expect(records(outcomes).map(({ clients: ids }) => ids)).toEqual([[], ['client-002'], []]);
  });

  test('stragglers reach the algorithm with their epochs', async () => {
    const stragglers = { kind: 'partial', share: 1, localEpochs: 3 } as const;
    for (const { record } of await rounds({ rounds: 20, stragglers })) {
      expect(record.clientSteps).toBeGreaterThanOrEqual(3);
      expect(record.clientSteps).toBeLessThanOrEqual(6);
    }
  });

  test('clients that dropped out are not trained', async () => {
    for (const { record } of await rounds({ rounds: 20, dropouts: 0.5 })) {
      expect(record.clients.length + record.dropped.length).toBe(3);
      expect(record.bytesUp).toBe(record.clients.length * 16);
    }
  });
});

describe('resuming from any round gives the bits of an uninterrupted run', () => {
  const momentum = serverMomentum(0.9, 0.5);
  const algorithms: Record<string, FederatedAlgorithm> = {
    'server momentum': fedAvg({ ...plan, trainer, rng, serverOptimizer: momentum }),
    scaffold: scaffold({ ...plan, trainer, rng, clients: 5 }),
    'personal models': localOnly({ ...plan, trainer, rng }),
  };
  const stragglers = { kind: 'partial', share: 0.4, localEpochs: 3 } as const;

  test.each(Object.keys(algorithms))('%s', async (name) => {
    const options = { rounds: 6, dropouts: 0.3, stragglers, evaluateEvery: 2 };
    const whole = await rounds(options, algorithms[name]);
    for (const start of [...whole.keys()]) {
      const rest = await rounds({ ...options, start: whole[start] }, algorithms[name]);
      expect(rest).toEqual(whole.slice(start + 1));
    }
  });
});

test('with a real model: the bits of the loop written by hand, and its evaluation', async () => {
  await useBackend('cpu');
  const real = eagerTrainer(softmaxRegression({ shape: [12, 12, 1] }));
  const algorithm = fedAvg({ ...plan, trainer: real, rng });
  const outcomes = await rounds({ rounds: 3, trainer: real }, algorithm);
  let state: ServerState = algorithm.initialize();
  for (const { record, state: found } of outcomes) {
    const cohort = sampleCohort(federated, 3, rng.split('cohort', state.round + 1));
    ({ state } = await algorithm.next(state, cohort));
    expect(found).toEqual(state);
    const own = clients(federated, federated.clientIds).map(({ test: examples }) => examples);
    const evaluation = await federatedEvaluation(real, state.parameters, own);
    const accuracies = evaluation.perClient.map(({ accuracy }) => accuracy);
    expect(record.clientAccuracy?.mean).toBeCloseTo(
      accuracies.reduce((sum, value) => sum + value, 0) / 5,
      10,
    );
    expect(record.clientAccuracy?.worst10).toBeCloseTo(Math.min(...accuracies), 10);
    const central = await federatedEvaluation(real, state.parameters, [federated.centralTest!]);
    expect(record.testLoss).toBe(central.loss);
    expect(record.testAccuracy).toBe(central.accuracy);
  }
  expect(outcomes[2].record.trainLoss).toBeLessThan(outcomes[0].record.trainLoss!);
  real.dispose();
});

test('options out of range are refused at once, before any round', () => {
  const make = (options: Partial<FederatedRoundsOptions>) => () =>
    federatedRounds(average, federated, {
      ...{ rounds: 4, sampler: uniformSampling(3), rng, trainer },
      ...options,
    });
  expect(make({ rounds: 0 })).toThrow('rounds must be a whole number of at least 1, got 0');
  expect(make({ evaluateEvery: 0 })).toThrow('evaluateEvery must be a whole number of at least 1');
  expect(make({ evaluationClients: -1 })).toThrow('evaluationClients must be a whole number');
  expect(make({ targetAccuracy: 1.5 })).toThrow('targetAccuracy must be between 0 and 1, got 1.5');
  expect(make({ dropouts: -1 })).toThrow('dropouts must be between 0 and 1, got -1');
  expect(make({ sampler: uniformSampling(6) })).toThrow('count must be a whole number between 1');
  const centralTest = { ...federated.centralTest!, classNames: ['ten', 'names'] };
  expect(make({ centralTest })).toThrow(
    'centralTest must have the 10 classes of the others, got 2',
  );
  const start = { state: { round: 1, parameters: new Float32Array(3) } };
  expect(make({ start })).toThrow('start.state.parameters must hold 4 numbers, got 3');
});
