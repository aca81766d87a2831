import { makeCodec } from '../../src/compression/codec';
import { Rng } from '../../src/core/rng';
import { differentialPrivacy } from '../../src/privacy/differentialPrivacy';
import { secureAggregation } from '../../src/secureAggregation/secureAggregation';
import { loadCheckpoint, saveCheckpoint } from '../../src/simulation/checkpoint';
import { centralized } from '../../src/strategies/centralized';
import { fedAvg } from '../../src/strategies/fedAvg';
import { fedSgd } from '../../src/strategies/fedSgd';
import type {
  FederatedAlgorithm,
  RoundMetrics,
  ServerState,
} from '../../src/strategies/federatedAlgorithm';
import { flowerFedAvg } from '../../src/strategies/flowerFedAvg';
import { localOnly } from '../../src/strategies/localOnly';
import { mimeLite } from '../../src/strategies/mimeLite';
import { qFedAvg } from '../../src/strategies/qFedAvg';
import { scaffold } from '../../src/strategies/scaffold';
import { stripesClient } from '../support/clients';
import { scriptedTrainer } from '../support/scriptedTrainer';
import { withTemporaryFolder } from '../support/temporaryFolder';

/** Whole numbers, one byte each: 4 bytes for the model, which has 16. */
const broadcast = makeCodec({
  name: 'whole',
  unbiased: false,
  encode: (vector) => Uint8Array.from(vector, (value) => Math.round(value)),
  decode: (bytes) => Float32Array.from(Int8Array.from(bytes)),
});
const rng = Rng.fromSeed(5);
const plan = { localEpochs: 1, batchSize: 10, clientLearningRate: 1 } as const;
const [ann, ben, eve] = ['ann', 'ben', 'eve'].map((id, k) => stripesClient(id, 10, k + 1));

/** Each update is (0.75, 0, −1, 0). */
const trainer = () =>
  scriptedTrainer({
    start: [1, 2, 3, 4],
    update: () => [0.75, 0, -1, 0],
    losses: () => [1, 1, 1],
  });

/** Rounds with these cohorts. */
async function rounds(
  algorithm: FederatedAlgorithm,
  cohorts: readonly (readonly (typeof ann)[])[],
  start = algorithm.initialize(),
) {
  const states: ServerState[] = [];
  const metrics: RoundMetrics[] = [];
  let state = start;
  for (const cohort of cohorts) {
    const done = await algorithm.next(state, cohort);
    ({ state } = done);
    states.push(state);
    metrics.push(done.metrics);
  }
  return { states, metrics };
}

test('clients train from what they received, and what was left out comes later', async () => {
  const own = trainer();
  const algorithm = fedAvg({ ...plan, trainer: own, rng, broadcast });
  const { states, metrics } = await rounds(algorithm, [[ann], [ann], [ann], [ann]]);
  // w steps by 0.75 a round; differences against ŵ are rounded: 0.75 → 1, 0.5 → 1 (up), 0.25 → 0.
  expect(states.map(({ parameters }) => parameters[0])).toEqual([1.75, 2.5, 3.25, 4]);
  expect(own.calls.map(({ parameters }) => parameters[0])).toEqual([1, 2, 3, 3]);
  expect(own.calls.map(({ parameters }) => parameters[2])).toEqual([3, 2, 1, 0]);
  expect(metrics.map(({ bytesDown }) => bytesDown)).toEqual([16, 4, 4, 4]);
  expect(metrics.map(({ bytesUp }) => bytesUp)).toEqual([16, 16, 16, 16]);
  // Round 2: (0.75, −1) is sent as (1, −1).
  expect(metrics[1].measures['broadcast/error']).toBeCloseTo(0.25 ** 2 / (0.75 ** 2 + 1), 6);
});

test('who missed rounds gets their messages, or the whole model if that is less', async () => {
  const algorithm = fedAvg({ ...plan, trainer: trainer(), rng, broadcast });
  const { metrics } = await rounds(algorithm, [
    [ann, ben], // 2 whole models
    [ann], // 1 message
    [], // nothing is sent
    [ann, ben, eve], // 1, 2 and a whole model
    [ann],
    [ann],
    [ann],
    [ann],
    [ben, ann], // 5 messages of 4 bytes are more than the model's 16
  ]);
  expect(metrics.map(({ bytesDown }) => bytesDown)).toEqual([
    ...[32, 4, 0, 4 + 8 + 16, 4, 4, 4, 4, 16 + 4],
  ]);
});

test('a resumed run has the same bits', async () => {
  await withTemporaryFolder(async (folder) => {
    const make = () => fedAvg({ ...plan, trainer: trainer(), rng, broadcast });
    const cohorts = [[ann, ben], [ann], [], [ben, ann, eve]];
    const whole = await rounds(make(), cohorts);
    saveCheckpoint(folder, { state: whole.states[1], records: [], seed: 1 });
    const { state } = loadCheckpoint(folder)!;
    const rest = await rounds(make(), cohorts.slice(2), state);
    expect(rest.states.at(-1)).toEqual(whole.states.at(-1));
    expect(rest.metrics).toEqual(whole.metrics.slice(2));
  });
});

const base = { ...plan, rng, broadcast };

test.each<[string, number, (own: ReturnType<typeof trainer>) => FederatedAlgorithm]>([
  ['SCAFFOLD', 2, (own) => scaffold({ ...base, trainer: own, clients: 3 })],
  ['MimeLite', 2, (own) => mimeLite({ ...base, trainer: own })],
  ['q-FedAvg', 1, (own) => qFedAvg({ ...base, trainer: own, q: 1 })],
  ['FedSGD', 1, (own) => fedSgd({ rng, broadcast, clientLearningRate: 1, trainer: own })],
])('%s: everything that clients do starts from what they received', async (_, vectors, make) => {
  const own = trainer();
  const measured: Float32Array[] = [];
  const watched: typeof own = {
    ...own,
    evaluate(parameters, ...rest) {
      measured.push(parameters);
      return own.evaluate(parameters, ...rest);
    },
  };
  const { states, metrics } = await rounds(make(watched), [[ann], [ann, ben], [ann]]);
  const seen = [...own.calls.map(({ parameters }) => parameters), ...measured];
  expect(new Set(seen.map((model) => model.join())).size).toBeGreaterThan(1);
  for (const model of seen) expect(model.every(Number.isInteger)).toBe(true);
  expect(states[2].parameters.some((value) => !Number.isInteger(value))).toBe(true);
  const further = 16 * (vectors - 1);
  expect(metrics.map(({ bytesDown }) => bytesDown)).toEqual([
    ...[16 + further, 4 + 16 + 2 * further, 4 + further],
  ]);
  expect([...states[2].clients!.values()].map((slots) => [...slots.broadcast])).toEqual([[3], [2]]);
});

test('privacy and secure aggregation go on as before', async () => {
  const counted = { clients: 3, clientsPerRound: 2, clip: 10, noiseMultiplier: 1 };
  const privacy = differentialPrivacy({ ...counted, noise: 'seeded', delta: 0.1 });
  const noisy = fedAvg({ ...base, ...privacy, trainer: trainer() });
  const { metrics } = await rounds(noisy, [[ann, ben], [], [ann, ben]]);
  expect(metrics.map(({ bytesDown }) => bytesDown)).toEqual([32, 0, 8]);
  expect(metrics.map((one) => one.privacy!.epsilon)).toEqual(
    [1, 2, 3].map((n) => privacy.transforms[0].privacy!.spent(n)!.epsilon),
  );
  const secure = { weighting: 'uniform', aggregator: secureAggregation({ range: 2 }) } as const;
  const [plain, encoded] = await Promise.all(
    [undefined, broadcast].map((codec) =>
      rounds(fedAvg({ ...base, ...secure, broadcast: codec!, trainer: trainer() }), [
        [ann, ben],
        [ann, ben],
      ]),
    ),
  );
  expect(plain.metrics[1].bytesDown - encoded.metrics[1].bytesDown).toBe(2 * (16 - 4));
  expect(encoded.states[1].parameters[2]).toBeCloseTo(1, 3);
});

test.each<[string, () => FederatedAlgorithm]>([
  ['local training: nothing is sent', () => localOnly({ ...base, trainer: trainer() })],
  ['centralized training: no model is sent', () => centralized({ ...base, trainer: trainer() })],
  ['flowerFedAvg: Flower’s server sends', () => flowerFedAvg({ ...base, trainer: trainer() })],
])('broadcast must be left out for %s', (text, make) => {
  expect(make).toThrow(`broadcast must be left out for ${text}`);
});

test('a memory of errors would send them twice', () => {
  const codec = { ...broadcast, remembers: 'errors' };
  expect(() => fedAvg({ ...base, broadcast: codec, trainer: trainer() })).toThrow(
    'broadcast must be a codec without error feedback: what an encoding left out is in the next',
  );
});
