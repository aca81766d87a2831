import { Rng } from '../../src/core/rng';
import { embeddedDigits } from '../../src/data/sources/embedded';
import { compareRuns, overRuns } from '../../src/notebook/compareRuns';
import { learn } from '../../src/notebook/learn';
import { fixedSampling } from '../../src/simulation/sampling';
import { softmaxRegression } from '../../src/models/zoo';
import { fedAvg } from '../../src/strategies/fedAvg';
import { eagerTrainer } from '../../src/training/eager/eagerTrainer';

const digits = embeddedDigits();
const trainer = eagerTrainer(softmaxRegression());
const rng = Rng.fromSeed(3);
const plan = { localEpochs: 1, batchSize: 20, clientLearningRate: 0.1 };
const options = { trainer, evaluationClients: 0, rounds: 2 };
const make = (own: Rng) => ({
  algorithm: fedAvg({ trainer, rng: own, ...plan }),
  federated: digits,
  trainer,
});

test('a run keeps the records of all rounds and can be continued', async () => {
  const algorithm = fedAvg({ trainer, rng, ...plan });
  const sampler = fixedSampling(digits.clientIds.slice(0, 2));
  const seen: number[] = [];
  const whole = await learn(algorithm, digits, {
    ...options,
    rng,
    sampler,
    onRound: ({ state }) => void seen.push(state.round),
  });
  expect(seen).toEqual([1, 2]);
  expect(whole.records.map(({ round, clients }) => [round, clients.length])).toEqual([
    [1, 2],
    [2, 2],
  ]);
  const start = await learn(algorithm, digits, { ...options, rng, sampler, rounds: 1 });
  const continued = await learn(algorithm, digits, { ...options, rng, sampler, start });
  expect(continued.state.parameters).toEqual(whole.state.parameters);
  expect(continued.records).toHaveLength(2);
});

test('experiments are repeated, and repetition r has the same cohorts in all of them', async () => {
  const groups = await compareRuns(
    { first: make, second: make, short: (own) => ({ ...make(own), options: { rounds: 1 } }) },
    { ...options, rng, repetitions: 2 },
  );
  expect(groups.map(({ name, runs }) => [name, runs.map(({ records }) => records.length)])).toEqual(
    [
      ['first', [2, 2]],
      ['second', [2, 2]],
      ['short', [1, 1]],
    ],
  );
  const [first, second] = groups.map(({ runs }) =>
    runs.map(({ records }) => records.map(({ clients }) => clients)),
  );
  expect(second).toEqual(first);
  expect(first[1]).not.toEqual(first[0]);
  expect(overRuns(groups[0], ({ state }) => state.round)).toEqual({ mean: 2, std: 0 });
});

test('an experiment ends what is its own when its run is over, failed or not', async () => {
  const ended: string[] = [];
  const failing = (own: Rng) => ({
    ...make(own),
    algorithm: { ...make(own).algorithm, next: () => Promise.reject(new Error('no round')) },
    dispose: () => void ended.push('failing'),
  });
  const running = compareRuns(
    { fine: (own) => ({ ...make(own), dispose: () => void ended.push('fine') }), failing },
    { ...options, rng, repetitions: 1 },
  );
  await expect(running).rejects.toThrow('no round');
  expect(ended).toEqual(['fine', 'failing']);
});

test('nothing to compare and no repetition are refused', async () => {
  await expect(compareRuns({}, { ...options, rng })).rejects.toThrow(
    'experiments must hold at least one',
  );
  await expect(compareRuns({ make }, { ...options, rng, repetitions: 0 })).rejects.toThrow(
    'repetitions must be a whole number of at least 1, got 0',
  );
});
