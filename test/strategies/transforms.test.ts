import { coordinateMedian } from '../../src/aggregation/coordinateMedian';
import { float16 } from '../../src/compression/float16';
import { Rng } from '../../src/core/rng';
import { useBackend } from '../../src/models/backend';
import { clip } from '../../src/privacy/clip';
import { makeAggregator } from '../../src/strategies/aggregators';
import { centralized } from '../../src/strategies/centralized';
import { fedAvg } from '../../src/strategies/fedAvg';
import { fedNova } from '../../src/strategies/fedNova';
import { fedSgd } from '../../src/strategies/fedSgd';
import { flowerFedAvg } from '../../src/strategies/flowerFedAvg';
import { localOnly } from '../../src/strategies/localOnly';
import { mimeLite } from '../../src/strategies/mimeLite';
import { qFedAvg } from '../../src/strategies/qFedAvg';
import { scaffold } from '../../src/strategies/scaffold';
import { makeTransforms } from '../../src/strategies/transforms';
import { compiledTrainer } from '../../src/training/compiled/compiledTrainer';
import { eagerTrainer } from '../../src/training/eager/eagerTrainer';
import type { UpdateTransform } from '../../src/updates/updateTransform';
import { stripesClient } from '../support/clients';
import { scriptedTrainer } from '../support/scriptedTrainer';
import { largestDifference, smallModels } from '../support/trainers';

const rng = Rng.fromSeed(5);
const plan = { localEpochs: 1, batchSize: 10, clientLearningRate: 0.1 } as const;
const ids = ['ann', 'ben', 'eve'];
const cohort = [20, 10, 30].map((size, k) => stripesClient(ids[k], size, k + 1));
const scripted = (updates: Readonly<Record<string, readonly number[]>>) =>
  scriptedTrainer({ start: [0, 0], update: (id) => updates[id] });

describe('by hand', () => {
  const trainer = () => scripted({ ann: [3, 4], ben: [0.3, 0.4], eve: [-6, 8] });

  test('clipped updates are averaged by their weights', async () => {
    const algorithm = fedAvg({ ...plan, trainer: trainer(), rng, transforms: [clip(1)] });
    const { state, metrics } = await algorithm.next(algorithm.initialize(), cohort);
    // (20 · (0.6, 0.8) + 10 · (0.3, 0.4) + 30 · (−0.6, 0.8)) / 60
    expect(state.parameters[0]).toBeCloseTo((12 + 3 - 18) / 60, 6);
    expect(state.parameters[1]).toBeCloseTo((16 + 4 + 24) / 60, 6);
    expect(metrics.measures['clip/norm']).toBeCloseTo((5 + 0.5 + 10) / 3, 5);
    expect(metrics.measures['clip/share']).toBeCloseTo(2 / 3, 12);
  });

  test('the median of each coordinate, and half the bytes', async () => {
    const options = { aggregator: coordinateMedian(), transforms: [float16()] };
    const algorithm = fedAvg({ ...plan, trainer: trainer(), rng, ...options });
    const { state, metrics } = await algorithm.next(algorithm.initialize(), cohort);
    expect(state.parameters[0]).toBeCloseTo(0.3, 3);
    expect(state.parameters[1]).toBe(4);
    expect(metrics).toMatchObject({ bytesUp: 3 * 2 * 2, bytesDown: 3 * 2 * 4 });
  });

  test('FedNova scales before the median, FedSGD clips gradients', async () => {
    const nova = fedNova({ ...plan, trainer: trainer(), rng, aggregator: coordinateMedian() });
    const { state } = await nova.next(nova.initialize(), cohort);
    // 2, 1 and 3 steps; τ = Σ pₖτₖ = (20 · 2 + 10 · 1 + 30 · 3) / 60 = 7/3; updates · τ/τₖ
    expect(state.parameters[0]).toBeCloseTo(0.3 * (7 / 3), 5);
    expect(state.parameters[1]).toBeCloseTo(4 * (7 / 3 / 2), 5);
    const sgd = fedSgd({ trainer: trainer(), rng, clientLearningRate: 0.5, transforms: [clip(1)] });
    const { state: stepped, metrics } = await sgd.next(sgd.initialize(), cohort);
    expect(stepped.parameters[0]).toBeCloseTo(0.5 * ((12 + 3 - 18) / 60), 6);
    expect(metrics.measures['clip/share']).toBeCloseTo(2 / 3, 12);
  });
});

/** Adds what a client kept to its update and keeps what it sent: the last update's echo. */
const echo: UpdateTransform = {
  name: 'echo',
  client(update, { bytes, slot, keep }) {
    slot('echo')?.forEach((value, i) => (update[i] += value));
    keep('echo', update.slice());
    return { bytes };
  },
};

test('clients keep their slots, whoever takes part in between', async () => {
  const algorithm = fedAvg({
    ...{ ...plan, trainer: scripted({ ann: [1, 0], ben: [0, 1], eve: [5, 5] }), rng },
    ...{ transforms: [echo], serverLearningRate: 1 },
  });
  let state = algorithm.initialize();
  ({ state } = await algorithm.next(state, cohort.slice(0, 1)));
  const after = state;
  ({ state } = await algorithm.next(state, cohort.slice(1, 2)));
  ({ state } = await algorithm.next(state, cohort.slice(0, 1)));
  expect(Array.from(state.parameters)).toEqual([3, 1]);
  expect(state.clients!.get('ann')).toEqual({ echo: Float32Array.of(2, 0) });
  expect(state.clients!.get('ben')).toEqual({ echo: Float32Array.of(0, 1) });
  expect(after.clients!.get('ann')).toEqual({ echo: Float32Array.of(1, 0) });
});

test('an empty round still runs the transforms on the server', async () => {
  const noise: UpdateTransform = {
    name: 'noise',
    server(aggregate, { rng: own, clients }) {
      aggregate.forEach((value, i) => (aggregate[i] = value + own.normal()));
      return { clients: clients.length };
    },
  };
  const make = () => fedAvg({ ...plan, trainer: scripted({}), rng, transforms: [noise] });
  const algorithm = make();
  const { state, metrics } = await algorithm.next(algorithm.initialize(), []);
  expect(state.round).toBe(1);
  expect(state.parameters.every((value) => value !== 0)).toBe(true);
  expect(metrics).toMatchObject({ bytesUp: 0, clients: [], measures: { 'noise/clients': 0 } });
  const again = await make().next(make().initialize(), []);
  expect(again.state.parameters).toEqual(state.parameters);
  const { state: later } = await algorithm.next({ ...state, parameters: new Float32Array(2) }, []);
  expect(later.parameters).not.toEqual(state.parameters);
});

describe('refusals', () => {
  const base = { ...plan, trainer: scripted({}), rng };
  const transforms = [clip(1), float16()];
  const aggregator = coordinateMedian();

  test.each([
    ['SCAFFOLD', () => scaffold({ ...base, clients: 3, transforms }), 'control variates'],
    ['MimeLite', () => mimeLite({ ...base, transforms }), 'gradients'],
    ['local training', () => localOnly({ ...base, transforms }), 'nothing is sent'],
    ['centralized training', () => centralized({ ...base, transforms }), 'no updates are sent'],
    ['flowerFedAvg', () => flowerFedAvg({ ...base, transforms }), 'it averages models'],
  ])('%s takes no transforms, and says why', (name, make, reason) => {
    expect(make).toThrow(
      new RegExp(`transforms must be left out for ${name}: .*${reason}.*clip, float16`),
    );
  });

  test.each([
    ['SCAFFOLD', () => scaffold({ ...base, clients: 3, aggregator })],
    ['MimeLite', () => mimeLite({ ...base, aggregator })],
    ['q-FedAvg', () => qFedAvg({ ...base, q: 1, aggregator })],
  ])('%s needs a sum', (name, make) => {
    expect(make).toThrow(`aggregator must be a weighted sum for ${name}, got "order"`);
  });

  const hidden = { ...base, examplePrivacy: { clip: 1, noiseMultiplier: 1 } };

  test.each([
    ['FedSGD', () => fedSgd({ ...hidden, batchSize: 'full' }), 'not taken example by example'],
    ['MimeLite', () => mimeLite(hidden), 'gradients without noise'],
    ['q-FedAvg', () => qFedAvg({ ...hidden, q: 1 }), 'losses'],
  ])('%s does not hide examples, and says why', (name, make, reason) => {
    expect(make).toThrow(
      new RegExp(`examplePrivacy must be left out for ${name}: .*${reason}.*, got "clip 1"`),
    );
  });

  test('names and settings of commands', () => {
    expect(makeTransforms('clip:norm=0.5, float16').map(({ name }) => name)).toEqual([
      'clip',
      'float16',
    ]);
    expect(makeAggregator('median').kind).toBe('order');
    expect(() => makeTransforms('zip')).toThrow(
      'transforms must name clip or localnoise or float16, got "zip"',
    );
    expect(() => makeTransforms('clip')).toThrow(
      'transforms must give clip its norm, the largest norm, > 0, got "clip"',
    );
    expect(() => makeTransforms('clip:norm=x')).toThrow('settings as key=number, got "norm=x"');
    expect(() => makeTransforms('clip:norm=1:q=2')).toThrow('what it takes (norm), got "q"');
    expect(() => makeTransforms('clip:norm=-1')).toThrow('norm must be > 0, got -1');
    expect(() => makeTransforms('float16,float16')).toThrow('different names');
    expect(() => makeAggregator('mode')).toThrow(
      /^aggregator must name mean or median or .* or secure, got "mode"$/,
    );
    expect(makeAggregator('krum:attackers=2').minimumClients).toBe(7);
    expect(makeAggregator('multikrum:attackers=1:select=9').minimumClients).toBe(9);
    expect(makeAggregator('geometricmedian').kind).toBe('order');
    expect(() => makeAggregator('krum')).toThrow('give krum its attackers');
    expect(() => makeAggregator('geometricmedian:passes=3')).toThrow('(iterations), got "passes"');
    expect(() => makeAggregator('trimmedmean:share=0.5')).toThrow(
      'share must be at least 0 and below 0.5, got 0.5',
    );
    expect(() => makeAggregator('fltrust')).toThrow('root must be given for fltrust');
  });
});

describe('with real training', () => {
  beforeAll(async () => {
    await useBackend('wasm');
  });

  async function run(makeTrainer: typeof eagerTrainer | typeof compiledTrainer) {
    const trainer = makeTrainer(smallModels['a convolutional network']());
    const options = {
      transforms: makeTransforms('clip:norm=0.02,float16'),
      aggregator: coordinateMedian(),
    };
    const algorithm = fedAvg({ ...plan, trainer, rng, ...options });
    let state = algorithm.initialize();
    const measures = [];
    for (let t = 0; t < 3; t++) {
      const { state: next, metrics } = await algorithm.next(state, cohort);
      state = next;
      measures.push(metrics.measures);
    }
    trainer.dispose();
    return { parameters: state.parameters, measures };
  }

  test('both engines do the same, to rounding', async () => {
    const [eager, compiled] = [await run(eagerTrainer), await run(compiledTrainer)];
    // A half's rounding may fall to the other side for a last bit of difference.
    expect(largestDifference(eager.parameters, compiled.parameters)).toBeLessThan(1e-3);
    expect(eager.measures[0]['clip/norm']).toBeCloseTo(compiled.measures[0]['clip/norm'], 5);
    expect(eager.measures[2]['clip/share']).toBe(1);
  });
});
