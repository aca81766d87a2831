import fc from 'fast-check';
import { coordinateMedian } from '../../src/aggregation/coordinateMedian';
import { mean } from '../../src/aggregation/mean';
import { serverAdaptive, serverMomentum, serverSgd } from '../../src/aggregation/serverOptimizer';
import { float16 } from '../../src/compression/float16';
import { parameterSpec } from '../../src/core/parameters';
import { Rng } from '../../src/core/rng';
import { adaptiveClip } from '../../src/privacy/adaptiveClip';
import { privacyAccountant } from '../../src/privacy/accountant';
import { clip } from '../../src/privacy/clip';
import { differentialPrivacy } from '../../src/privacy/differentialPrivacy';
import { seededNoise } from '../../src/core/noise';
import { loadCheckpoint, saveCheckpoint } from '../../src/simulation/checkpoint';
import { centralized } from '../../src/strategies/centralized';
import { fedAvg } from '../../src/strategies/fedAvg';
import { fedAvgM } from '../../src/strategies/fedAvgM';
import { fedNova } from '../../src/strategies/fedNova';
import { fedAdagrad, fedAdam, fedYogi } from '../../src/strategies/fedOpt';
import { fedProx } from '../../src/strategies/fedProx';
import { fedSgd } from '../../src/strategies/fedSgd';
import { localOnly } from '../../src/strategies/localOnly';
import { mimeLite } from '../../src/strategies/mimeLite';
import { qFedAvg } from '../../src/strategies/qFedAvg';
import { scaffold } from '../../src/strategies/scaffold';
import { clientMoment } from '../support/clientMoment';
import { stripesClient } from '../support/clients';
import { scriptedTrainer } from '../support/scriptedTrainer';
import { withTemporaryFolder } from '../support/temporaryFolder';

const rng = Rng.fromSeed(5);
const plan = { localEpochs: 1, batchSize: 10, clientLearningRate: 0.1 } as const;
const ids = ['ann', 'ben', 'eve'];
const cohort = [20, 10, 30].map((size, k) => stripesClient(ids[k], size, k + 1));
const updates: Readonly<Record<string, readonly number[]>> = {
  ann: [3, 4],
  ben: [0.3, 0.4],
  eve: [-6, 8],
};
const trainer = scriptedTrainer({ start: [0, 0], update: (id) => updates[id] });
const base = { ...plan, trainer, rng };
const federation = { clients: 10, clientsPerRound: 4 } as const;
const seeded = { ...federation, noiseMultiplier: 1.5, noise: 'seeded' } as const;

/** (0.6, 0.8) + (0.3, 0.4) + (−0.6, 0.8), and the noise of round 1 with C = 1, over m = 4. */
function noisyMean(): Float32Array {
  const source = seededNoise(rng.split('round', 1).split('server').split('transform', 'privacy'));
  return Float32Array.of(0.3 / 4, 2 / 4).map((value) => value + (1.5 / 4) * source.normal());
}

test('clipped updates all count the same, over the expected cohort', async () => {
  const privacy = differentialPrivacy({ clip: 1, noiseMultiplier: 0, ...federation });
  const algorithm = fedAvg({ ...base, ...privacy });
  const { state, metrics } = await algorithm.next(algorithm.initialize(), cohort);
  expect(state.parameters[0]).toBeCloseTo(0.3 / 4, 6);
  expect(state.parameters[1]).toBeCloseTo(2 / 4, 6);
  expect(metrics.privacy).toBeUndefined();
  expect(metrics.measures).toEqual({ 'privacy/norm': 1, 'privacy/noise': 0 });
});

test.each([
  ['FedAvg', fedAvg, { serverLearningRate: 0.5 }, serverSgd(0.5)],
  ['FedAvgM', fedAvgM, {}, serverMomentum()],
  ['FedAdagrad', fedAdagrad, {}, serverAdaptive('adagrad')],
  ['FedAdam', fedAdam, {}, serverAdaptive('adam')],
  ['FedYogi', fedYogi, {}, serverAdaptive('yogi')],
  ['FedProx', fedProx, { proximalMu: 1 }, serverSgd()],
] as const)('%s applies the noisy mean', async (_, make, more, optimizer) => {
  const privacy = differentialPrivacy({ clip: 1, ...seeded });
  const algorithm = make({ proximalMu: 0, ...base, ...more, ...privacy });
  const { state, metrics } = await algorithm.next(algorithm.initialize(), cohort);
  const start = new Float32Array(2);
  const { parameters } = optimizer.step(start, noisyMean(), optimizer.initialize(2), 1);
  state.parameters.forEach((value, i) => {
    expect(value).toBeCloseTo(parameters[i], 5);
  });
  const sampling = { kind: 'poisson', rate: 0.4 } as const;
  const delta = 10 ** -1.1;
  const epsilon = privacyAccountant({ noiseMultiplier: 1.5, sampling }).epsilon(1, delta);
  expect(metrics.privacy).toEqual({ epsilon, delta, private: false });
});

test('FedSGD clips steps, not gradients, so that noise covers what is summed', async () => {
  const gradients = scriptedTrainer({
    start: [0, 0],
    update: (id) => updates[id].map((value) => value / 5),
  });
  const privacy = differentialPrivacy({ clip: 1, ...seeded });
  const algorithm = fedSgd({ trainer: gradients, rng, clientLearningRate: 5, ...privacy });
  const { state } = await algorithm.next(algorithm.initialize(), cohort);
  const expected = noisyMean();
  state.parameters.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i], 5);
  });
});

test('an empty round is noise alone, of z·C over the expected cohort', async () => {
  const size = 40_000;
  const wide = scriptedTrainer({ start: Array<number>(size).fill(0), update: () => [] });
  const privacy = differentialPrivacy({ clip: 2, ...federation, noiseMultiplier: 0.7 });
  const algorithm = fedAvg({ ...base, trainer: wide, ...privacy });
  const { state, metrics } = await algorithm.next(algorithm.initialize(), []);
  const squares = state.parameters.reduce((sum, value) => sum + value ** 2, 0);
  // Five times the standard deviation of a deviation that is estimated from so many numbers.
  const margin = 5 / Math.sqrt(2 * size);
  expect(Math.abs(Math.sqrt(squares / size) / ((0.7 * 2) / 4) - 1)).toBeLessThan(margin);
  expect(metrics.privacy?.private).toBe(true);
  const again = await algorithm.next(algorithm.initialize(), []);
  expect(again.state.parameters).not.toEqual(state.parameters);
});

test('tensors that are not trained are clipped and divided as all others', async () => {
  const moving = {
    ...scriptedTrainer({ start: [0, 0, 0], update: () => [2, 1, 2] }),
    spec: parameterSpec([
      { name: 'w', shape: [2] },
      { name: 'moving', shape: [1], trained: false },
    ]),
  };
  const privacy = differentialPrivacy({ clip: 1.5, noiseMultiplier: 0, ...federation });
  const algorithm = fedAvgM({ ...base, trainer: moving, ...privacy });
  const { state } = await algorithm.next(algorithm.initialize(), cohort);
  [0.75, 0.375, 0.75].forEach((value, i) => {
    expect(state.parameters[i]).toBeCloseTo(value, 6);
  });
});

test('no client moves the aggregate by more than the norm over the expected cohort', () => {
  const numbers = fc.array(fc.float({ noNaN: true, min: -(2 ** 99), max: 2 ** 99 }), {
    minLength: 3,
    maxLength: 3,
  });
  const { transforms, aggregator } = differentialPrivacy({ clip: 0.5, ...seeded });
  const sum = (vectors: readonly (readonly number[])[]) => {
    const round = aggregator.begin({ size: 3, round: 1, cohort: [], rng });
    for (const values of vectors) {
      const update = Float32Array.from(values);
      transforms[0].client!(update, clientMoment(3));
      round.add(update, 1, 'any');
    }
    return round.result()!;
  };
  fc.assert(
    fc.property(fc.array(numbers, { minLength: 1, maxLength: 5 }), numbers, (others, one) => {
      const [without, within] = [sum(others), sum([...others, one])];
      const moved = Math.hypot(...within.map((value, i) => value - without[i]));
      expect(moved).toBeLessThanOrEqual((0.5 / 4) * (1 + 1e-5));
    }),
  );
});

describe('adaptive clipping', () => {
  const clip = { quantile: 0.5, initialNorm: 1 };

  test('the norm follows the share that was not clipped, and clients get it', async () => {
    const privacy = differentialPrivacy({ clip, noiseMultiplier: 0, ...federation });
    const algorithm = fedAvg({ ...base, ...privacy });
    const first = await algorithm.next(algorithm.initialize(), cohort);
    // ½ − (½ + ½ − ½)/4 of the expected cohort
    const norm = Math.exp(-0.2 * (0.5 - 0.5 / 4 - 0.5));
    expect(first.metrics.measures['privacy/norm']).toBe(1);
    expect(first.metrics.bytesUp).toBe(3 * (8 + 1));
    const second = await algorithm.next(
      { ...first.state, parameters: new Float32Array(2) },
      cohort,
    );
    expect(second.metrics.measures['privacy/norm']).toBeCloseTo(norm, 6);
    expect(second.state.parameters[1]).toBeCloseTo((0.8 * norm + 0.4 + 0.8 * norm) / 4, 6);
    const empty = await algorithm.next(first.state, []);
    expect(empty.state.server).toEqual(first.state.server);
  });

  test('it finds the quantile, in spite of noise', () => {
    const norms = Array.from({ length: 200 }, (_, k) => (k + 0.5) / 20);
    const follower = adaptiveClip({ quantile: 0.8 }, 1, norms.length);
    const noise = seededNoise(rng);
    let norm = follower.initialNorm;
    for (let t = 0; t < 300; t++) {
      const kept = norms.reduce((sum, one) => sum + (one <= norm ? 0.5 : -0.5), 0);
      norm = follower.next(norm, kept + follower.countNoise * noise.normal());
    }
    expect(Math.abs(norm / 8 - 1)).toBeLessThan(0.05);
  });

  test('sum and count share the noise', () => {
    const follower = adaptiveClip({ quantile: 0.5, countNoise: 5 }, 1, 100);
    expect(follower.updateNoise).toBeCloseTo(1 / Math.sqrt(1 - 1 / 100), 12);
    expect(adaptiveClip({ quantile: 0.5 }, 1, 100)).toMatchObject({ countNoise: 5 });
    expect(adaptiveClip({ quantile: 0.5 }, 8, 100)).toMatchObject({ countNoise: 8 });
    expect(() => adaptiveClip({ quantile: 0.5, countNoise: 0.5 }, 1, 100)).toThrow(
      'countNoise must be more than half the noise multiplier 1, got 0.5',
    );
  });

  test('a run from a checkpoint goes on with its norm and its count of ε', async () => {
    const make = () => fedAvg({ ...base, ...differentialPrivacy({ clip, ...seeded }) });
    const rounds = async (algorithm: ReturnType<typeof make>, count: number, folder?: string) => {
      let state = algorithm.initialize();
      let metrics;
      for (let t = 0; t < count; t++) {
        ({ state, metrics } = await algorithm.next(state, cohort));
        if (folder === undefined) continue;
        saveCheckpoint(folder, { state, records: [], seed: 1 });
        state = loadCheckpoint(folder)!.state;
      }
      return { state, metrics };
    };
    await withTemporaryFolder(async (folder) => {
      const whole = await rounds(make(), 3);
      expect(await rounds(make(), 3, folder)).toEqual(whole);
      expect(whole.state.server!['privacy norm'][0]).not.toBe(1);
    });
  });
});

test('fixed-size samples cost more than Poisson samples', async () => {
  const of = async (sampling: 'poisson' | 'fixedSize') => {
    const privacy = differentialPrivacy({ clip: 1, ...seeded, sampling });
    const algorithm = fedAvg({ ...base, ...privacy });
    return (await algorithm.next(algorithm.initialize(), cohort)).metrics.privacy!.epsilon;
  };
  const drawn = { kind: 'fixedSize', count: 4, clients: 10 } as const;
  const accountant = privacyAccountant({ noiseMultiplier: 1.5, sampling: drawn });
  expect(await of('fixedSize')).toBe(accountant.epsilon(1, 10 ** -1.1));
  expect(await of('fixedSize')).toBeGreaterThan(await of('poisson'));
});

describe('refusals', () => {
  const privacy = differentialPrivacy({ clip: 1, noiseMultiplier: 1, ...federation });
  const { transforms } = privacy;

  test.each([
    ['SCAFFOLD', () => scaffold({ ...base, clients: 3, ...privacy }), 'control variates'],
    ['MimeLite', () => mimeLite({ ...base, ...privacy }), 'gradients'],
    ['FedNova', () => fedNova({ ...base, ...privacy }), 'private numbers of local steps'],
    ['q-FedAvg', () => qFedAvg({ ...base, q: 1, ...privacy }), 'private losses'],
    ['local training', () => localOnly({ ...base, transforms }), 'nothing is sent'],
    ['centralized training', () => centralized({ ...base, transforms }), 'no updates are sent'],
  ])('%s says why', (name, make, reason) => {
    expect(make).toThrow(new RegExp(`transforms must be left out for ${name}.*${reason}`));
  });

  test.each([
    [{ weighting: 'examples' }, 'weighting must be uniform with differential privacy'],
    [{ aggregator: coordinateMedian() }, 'aggregator must be a sum with differential privacy'],
    [{ aggregator: mean() }, 'must divide the sum by 4 with differential privacy, whoever takes'],
    [{ aggregator: mean({ denominator: 3 }) }, 'whoever takes part, got 3'],
    [{ transforms: [...transforms, float16()] }, 'transforms must have float16 before privacy: an'],
    [{ transforms: [...transforms, clip(1)] }, 'transforms must end with privacy'],
  ] as const)('%p', (wrong, message) => {
    expect(() => fedAvg({ ...base, ...privacy, ...wrong })).toThrow(message);
  });

  test.each([
    [{ clip: 0 }, 'clip must be > 0, got 0'],
    [{ clip: { quantile: 2 } }, 'quantile must be between 0 and 1, got 2'],
    [{ noiseMultiplier: -1 }, 'noiseMultiplier must be >= 0, got -1'],
    [{ noiseMultiplier: 0, delta: 1e-3 }, 'noiseMultiplier must be > 0 to promise a δ, got 0'],
    [{ delta: 1 }, 'delta must be > 0 and < 1, got 1'],
    [{ clientsPerRound: 11 }, 'clientsPerRound must be > 0 and at most 10, got 11'],
    [{ clientsPerRound: 2.5, sampling: 'fixedSize' }, 'clientsPerRound must be a whole number'],
    [{ clients: 0 }, 'clients must be a whole number of at least 1, got 0'],
    [{ noise: 'none' as 'seeded' }, 'noise must be cryptographic or seeded, got "none"'],
    [
      { clip: { quantile: 0.5 }, aggregator: mean({ denominator: 4 }) },
      'clip must be a number if the aggregator adds the noise',
    ],
  ] as const)('%p', (wrong, message) => {
    const options = { clip: 1, noiseMultiplier: 1, ...federation, ...wrong };
    expect(() => differentialPrivacy(options)).toThrow(message);
  });

  test('a δ of 1/N or more is warned of', () => {
    const warned: string[] = [];
    const warn = (message: string): void => void warned.push(message);
    const options = { clip: 1, noiseMultiplier: 1, ...federation, warn };
    differentialPrivacy({ ...options, delta: 0.09 });
    differentialPrivacy(options);
    expect(warned).toEqual([]);
    differentialPrivacy({ ...options, delta: 0.1 });
    expect(warned).toEqual([expect.stringContaining('δ = 0.1 is not below 1/10')]);
  });

  test('an update that is not finite is neither clipped nor summed', () => {
    const { client } = transforms[0];
    for (const value of [NaN, Infinity]) {
      expect(() => client!(Float32Array.of(1, value), clientMoment(2))).toThrow(
        `update must be finite to be clipped, got ${value}`,
      );
    }
  });
});
