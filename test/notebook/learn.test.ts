import { InterruptedError } from '../../src/core/interruption';
import { Rng } from '../../src/core/rng';
import { embeddedDigits } from '../../src/data/sources/embedded';
import { softmaxRegression } from '../../src/models/zoo';
import { interruptedRun, learn } from '../../src/notebook/learn';
import { liveRounds } from '../../src/notebook/liveRounds';
import { federatedRounds } from '../../src/simulation/rounds';
import { fixedSampling } from '../../src/simulation/sampling';
import { centralized } from '../../src/strategies/centralized';
import { fedAvg } from '../../src/strategies/fedAvg';
import { localOnly } from '../../src/strategies/localOnly';
import { scaffold } from '../../src/strategies/scaffold';
import { compiledTrainer } from '../../src/training/compiled/compiledTrainer';
import { eagerTrainer } from '../../src/training/eager/eagerTrainer';
import { interruptCell, withCell } from '../support/runningCell';

const digits = embeddedDigits();
const model = softmaxRegression();
const trainers = { eager: eagerTrainer(model), compiled: compiledTrainer(model) };
const { eager: trainer } = trainers;
const rng = Rng.fromSeed(3);
const plan = { localEpochs: 1, batchSize: 20, clientLearningRate: 0.1 };
const algorithm = fedAvg({ trainer, rng, ...plan });
const sampler = fixedSampling(digits.clientIds.slice(0, 2));
const options = { trainer, rng, sampler, evaluationClients: 0, rounds: 1000 };

afterAll(() => {
  trainers.compiled.dispose();
});

test('without an interruption there is no interrupted run', () => {
  expect(() => interruptedRun()).toThrow('no call of learn has been interrupted');
});

test('without a sampler, all of a few clients take part', async () => {
  const few = { ...digits, clientIds: digits.clientIds.slice(0, 2) };
  const { records } = await learn(algorithm, few, {
    ...{ trainer, rng, evaluationClients: 0, rounds: 1 },
  });
  expect([...records[0].clients].sort()).toEqual(few.clientIds);
});

test('an interrupted run keeps its complete rounds, and can be continued from them', async () => {
  await withCell(async (controller) => {
    const interrupted = learn(algorithm, digits, {
      ...options,
      onRound: ({ state }) => {
        if (state.round === 2) interruptCell(controller);
      },
    });
    await expect(interrupted).rejects.toThrow(/^interrupted after round 2; fl.interruptedRun\(\)/);
  });
  const { records, state } = interruptedRun();
  expect(records.map(({ round }) => round)).toEqual([1, 2]);
  expect(state.round).toBe(2);
  const whole = await learn(algorithm, digits, { ...options, rounds: 3 });
  const continued = await learn(algorithm, digits, {
    ...options,
    rounds: 3,
    start: interruptedRun(),
  });
  expect(continued.records).toHaveLength(3);
  expect(continued.state.parameters).toEqual(whole.state.parameters);
});

test('rounds that are shown live say which was the last', async () => {
  await withCell(async (controller) => {
    const shown = liveRounds(federatedRounds(algorithm, digits, options), {
      rounds: 1000,
      scores: ({ record }) => record,
      onRound: ({ state }) => {
        if (state.round === 3) interruptCell(controller);
      },
    });
    await expect(shown).rejects.toEqual(new InterruptedError(3));
  });
});

test('a signal of one’s own still ends rounds with its own reason', async () => {
  const controller = new AbortController();
  const reason = new Error('stopped by hand');
  const stopped = learn(algorithm, digits, {
    ...options,
    signal: controller.signal,
    onRound: () => {
      controller.abort(reason);
    },
  });
  await expect(stopped).rejects.toBe(reason);
});

test.each(Object.entries(trainers))('the %s engine ends a round in progress', async (_, engine) => {
  const base = { trainer: engine, rng, ...plan };
  const clients = sampler.draw(digits, 1, rng).map((id) => digits.client(id));
  const algorithms = {
    fedAvg: fedAvg(base),
    scaffold: scaffold({ ...base, clients: 2 }),
    centralized: centralized(base),
    localOnly: localOnly(base),
  };
  for (const [name, value] of Object.entries(algorithms)) {
    await withCell(async (controller) => {
      const state = { ...value.initialize(), round: 5 };
      const next = value.next(state, clients);
      interruptCell(controller);
      await expect(next.then(() => name)).rejects.toEqual(new InterruptedError(5));
    });
  }
  // The engine is as before.
  const short = fedAvg({ trainer: engine, rng, ...plan });
  const many = digits.clientIds.slice(0, 16).map((id) => digits.client(id));
  const { metrics } = await short.next(short.initialize(), many);
  expect(metrics.clients).toHaveLength(16);
});

test('predictions and evaluations end, too', async () => {
  for (const engine of Object.values(trainers)) {
    await withCell(async (controller) => {
      interruptCell(controller);
      const reason = controller.signal.reason as Error;
      const parameters = engine.initialParameters();
      const { test: dataset } = digits.client(digits.clientIds[0]);
      await expect(engine.predict(parameters, dataset)).rejects.toBe(reason);
      const evaluation = engine.evaluate(parameters, [dataset])[Symbol.asyncIterator]();
      await expect(evaluation.next()).rejects.toBe(reason);
    });
  }
});
