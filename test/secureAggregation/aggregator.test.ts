import { mean } from '../../src/aggregation/mean';
import { float16 } from '../../src/compression/float16';
import { Rng } from '../../src/core/rng';
import { clip } from '../../src/privacy/clip';
import { discreteNoiseMultiplier } from '../../src/secureAggregation/discreteNoiseMultiplier';
import { neighborhoodsOf } from '../../src/secureAggregation/neighborhoods/graph';
import { neighborhoodSize } from '../../src/secureAggregation/neighborhoods/neighborhoodSize';
import { clientStages } from '../../src/secureAggregation/protocol/messages';
import { modulusBitsFor, quantizer } from '../../src/secureAggregation/quantize';
import { secureAggregation, secureTerms } from '../../src/secureAggregation/secureAggregation';
import type { SecureAggregationOptions } from '../../src/secureAggregation/secureAggregation';
import { makeAggregator } from '../../src/strategies/aggregators';
import { fedAvg } from '../../src/strategies/fedAvg';
import { fedNova } from '../../src/strategies/fedNova';
import { mimeLite } from '../../src/strategies/mimeLite';
import { qFedAvg } from '../../src/strategies/qFedAvg';
import { scaffold } from '../../src/strategies/scaffold';
import { stripesClient } from '../support/clients';
import { scriptedTrainer } from '../support/scriptedTrainer';

const rng = Rng.fromSeed(5);
const idsOf = (count: number): string[] => Array.from({ length: count }, (_, i) => `c${i + 1}`);

/** One round of an aggregator: vectors and weights by id. */
function aggregate(
  options: SecureAggregationOptions,
  vectors: ReadonlyMap<string, Float32Array>,
  weightOf: (id: string) => number = () => 1,
  factor?: number,
) {
  const ids = [...vectors.keys()];
  const size = vectors.get(ids[0])!.length;
  const accumulator = secureAggregation(options).begin({ size, round: 1, cohort: ids, rng });
  for (const id of ids) accumulator.add(vectors.get(id)!, weightOf(id), id, factor);
  return { result: accumulator.result(), report: accumulator.report!() };
}

function randomVectors(ids: readonly string[], size: number): Map<string, Float32Array> {
  const draw = Rng.fromSeed(8);
  return new Map(
    ids.map((id) => [id, Float32Array.from({ length: size }, () => 2 * draw.uniform() - 1)]),
  );
}

describe('quantization', () => {
  test('by hand: 3 bits are -3 … 3', () => {
    const { largest, step, encode } = quantizer({ range: 6, bits: 3 });
    expect([largest, step]).toEqual([3, 2]);
    const integers = new Int32Array(7);
    const clipped = encode([-6, -4, 0, 2, 6, 6.1, -1e9], integers, Rng.fromSeed(1));
    expect([...integers]).toEqual([-3, -2, 0, 1, 3, 3, -3]);
    expect(clipped).toBe(2);
  });

  test('rounds up and down so that the mean is right', () => {
    const grid = quantizer({ range: 1, bits: 4 });
    const integers = new Int32Array(40_000);
    for (const [value, scale] of [
      [0.3, 1],
      [-0.61, 1],
      [0.9, 0.25],
    ]) {
      grid.encode(new Float64Array(40_000).fill(value), integers, Rng.fromSeed(2), scale);
      const exact = (value * scale) / grid.step;
      expect(new Set(integers)).toEqual(new Set([Math.floor(exact), Math.ceil(exact)]));
      const average = integers.reduce((sum, one) => sum + one, 0) / integers.length;
      // A Bernoulli variable's mean has a standard deviation of at most 0.5 / 200: five of them.
      expect(Math.abs(average - exact)).toBeLessThan(0.0125);
    }
  });

  test('bad input', () => {
    expect(() => quantizer({ range: 0, bits: 8 })).toThrow('range must be > 0, got 0');
    expect(() => quantizer({ range: 1, bits: 25 })).toThrow('bits must be a whole number');
    const encode = (value: number) =>
      quantizer({ range: 1, bits: 8 }).encode([value], new Int32Array(1), rng);
    expect(() => encode(NaN)).toThrow('vector must hold finite numbers, got NaN');
    expect(() => encode(Infinity)).toThrow('vector must hold finite numbers, got Infinity');
  });

  test('the modulus holds the sum of all clients', () => {
    expect(modulusBitsFor(1, 7)).toBe(8);
    expect(modulusBitsFor(3, 7)).toBe(16); // 3 · 127 > 255
    expect(modulusBitsFor(256, 16)).toBe(24); // 256 · 65535 < 2^24
    expect(modulusBitsFor(257, 16)).toBe(32);
    expect(modulusBitsFor(100, 8, 2 ** 15)).toBe(24);
    expect(() => modulusBitsFor(300, 24)).toThrow('bits must be small enough for the sum of 300');
  });
});

describe('the aggregate', () => {
  const ids = idsOf(6);
  const vectors = randomVectors(ids, 40);

  /** The whole numbers that each client masks. */
  const integersOf = (id: string, bits: number, scale = 1): Int32Array => {
    const integers = new Int32Array(40);
    const own = rng.split('rounding', id);
    quantizer({ range: 1, bits }).encode(vectors.get(id)!, integers, own, scale);
    return integers;
  };

  test('is the plain mean of the whole numbers, and the mean up to the grid', () => {
    const { result, report } = aggregate({ range: 1, bits: 12 }, vectors);
    const { step } = quantizer({ range: 1, bits: 12 });
    const sums = Array.from({ length: 40 }, (_, i) =>
      ids.reduce((sum, id) => sum + integersOf(id, 12)[i], 0),
    );
    expect(result).toEqual(Float32Array.from(sums, (sum) => sum * (step / 6)));
    const plain = mean().begin({ size: 40, round: 1, cohort: ids, rng });
    for (const id of ids) plain.add(vectors.get(id)!, 1, id);
    const exact = plain.result()!;
    result!.forEach((value, i) => {
      expect(Math.abs(value - exact[i])).toBeLessThan(step);
    });
    expect(report.measures).toEqual({
      'secure/clients': 6,
      'secure/clipped': 0,
      'secure/aborted': 0,
    });
    // 6 clients: keys 32·3 + 4; 5 envelopes of 94 + 4 each, 32·2 + 4; 40 numbers of 2 bytes, 36;
    // 5 proofs of 32 + 4, 36; 6 shares of 33 + 4, 36.
    expect(report.bytesUp).toBe(6 * (100 + 68 + 5 * 98 + 116 + 36 + 5 * 36 + 36 + 6 * 37));
  });

  test('is the same again: keys and masks leave no trace', () => {
    const options = { range: 0.5, dropouts: { input: 0.2 } };
    expect(aggregate(options, vectors).result).toEqual(aggregate(options, vectors).result);
  });

  test('counts what is beyond the range, after scaling', () => {
    const beyond = ids.map((id) => vectors.get(id)!.filter((v) => Math.abs(v) > 0.5).length);
    const share = beyond.reduce((sum, count) => sum + count, 0) / 240;
    expect(aggregate({ range: 0.5 }, vectors).report.measures['secure/clipped']).toBe(share);
    const halved = aggregate({ range: 0.5 }, vectors, undefined, 0.5);
    expect(halved.report.measures['secure/clipped']).toBe(0);
  });

  test('by a fixed denominator; weighted, with the weights under masks, too', () => {
    const fixed = aggregate({ range: 1, denominator: 3 }, vectors).result!;
    const byCount = aggregate({ range: 1 }, vectors).result!;
    fixed.forEach((value, i) => {
      expect(value).toBeCloseTo(2 * byCount[i], 6);
    });
    const weightOf = (id: string): number => 10 * Number(id.slice(1));
    const weighted = aggregate({ range: 1, maxWeight: 60, bits: 20 }, vectors, weightOf).result!;
    const exact = (i: number): number =>
      ids.reduce((sum, id) => sum + weightOf(id) * vectors.get(id)![i], 0) / 210;
    weighted.forEach((value, i) => {
      expect(value).toBeCloseTo(exact(i), 4);
    });
  });

  test('dropouts in each stage: those who sent a vector are in it', () => {
    const counts = new Map<number, number>();
    for (const seed of Array(30).keys()) {
      const accumulator = secureAggregation({
        range: 1,
        bits: 12,
        threshold: 0.51,
        dropouts: Object.fromEntries(clientStages.map((stage) => [stage, 0.1])),
      }).begin({ size: 40, round: 1, cohort: ids, rng: Rng.fromSeed(seed) });
      for (const id of ids) accumulator.add(vectors.get(id)!, 1, id);
      const result = accumulator.result();
      const { measures } = accumulator.report!();
      const summed = measures['secure/clients'];
      counts.set(summed, (counts.get(summed) ?? 0) + 1);
      expect(measures['secure/aborted']).toBe(result ? 0 : 1);
    }
    expect(counts.get(0)).toBeGreaterThan(0);
    expect(counts.size).toBeGreaterThan(2);
    for (const count of counts.keys()) expect(count === 0 || count >= 4).toBe(true);
  });

  test('a cohort of one has none', () => {
    const one = new Map([['c1', vectors.get('c1')!]]);
    expect(aggregate({ range: 1 }, one)).toEqual({
      result: undefined,
      report: {
        bytesUp: 0,
        bytesDown: 0,
        measures: { 'secure/clients': 0, 'secure/clipped': 0, 'secure/aborted': 1 },
      },
    });
    expect(aggregate({ range: 1 }, new Map([...vectors].slice(0, 2))).result).toBeDefined();
  });

  test.each<[SecureAggregationOptions, string]>([
    [{ range: -1 }, 'range must be > 0, got -1'],
    [{ range: 1, threshold: 0.5 }, 'threshold must be above 0.5 and at most 1, got 0.5'],
    [{ range: 1, neighbors: 5 }, 'neighbors must be even and at least 2, got 5'],
    [{ range: 1, maxWeight: 0 }, 'maxWeight must be > 0, got 0'],
    [{ range: 1, denominator: 0 }, 'denominator must be > 0, got 0'],
    [{ range: 1, dropouts: { shares: 2 } }, 'dropouts.shares must be between 0 and 1, got 2'],
    [
      { range: 1, maxWeight: 5, noise: { standardDeviation: 1 } },
      'maxWeight must be left out with noise: weights get none, got 5',
    ],
  ])('%j is refused', (options, problem) => {
    expect(() => secureAggregation(options)).toThrow(problem);
  });

  test('weights without a bound, above it, and numbers that are not finite are refused', () => {
    expect(() => aggregate({ range: 1 }, vectors, () => 20)).toThrow(
      'weighting must give every client the weight 1 in secure aggregation (uniform weighting), or have a bound (maxWeight), got 20',
    );
    expect(() => aggregate({ range: 1, maxWeight: 10 }, vectors, () => 20)).toThrow(
      'maxWeight must be at least the largest weight, 20, got 10',
    );
    const broken = new Map([...vectors, ['c7', new Float32Array(40).fill(NaN)]]);
    expect(() => aggregate({ range: 1 }, broken)).toThrow('vector must hold finite numbers');
  });
});

describe('noise in the sum', () => {
  test('has at least the stated standard deviation, and zeros become whole steps', () => {
    const ids = idsOf(4);
    const vectors = new Map(ids.map((id) => [id, new Float32Array(10_000)]));
    const noise = { standardDeviation: 0.01, seeded: true };
    const options = { range: 1, denominator: 1, threshold: 0.75, noise };
    const { result } = aggregate(options, vectors);
    const { step } = quantizer({ range: 1, bits: 16 });
    const whole = Float64Array.from(result!, (value) => value / step);
    for (const value of whole.slice(0, 100)) {
      expect(Math.abs(value - Math.round(value))).toBeLessThan(1e-3);
    }
    // 4 shares of σ² / 3 each; the standard deviation of 10,000 draws is right to 0.7 %: four of these.
    const deviation = Math.sqrt(result!.reduce((sum, v) => sum + v * v, 0) / 10_000);
    expect(Math.abs(deviation / (0.01 * Math.sqrt(4 / 3)) - 1)).toBeLessThan(0.028);
    expect(aggregate(options, vectors).result).toEqual(result);
    const secret = { ...options, noise: { standardDeviation: 0.01 } };
    expect(aggregate(secret, vectors).result).not.toEqual(aggregate(secret, vectors).result);
  });

  test('a grid that is too coarse for it is refused', () => {
    const noise = { standardDeviation: 1e-4 };
    const run = () => aggregate({ range: 1, bits: 8, noise }, randomVectors(idsOf(3), 2));
    expect(run).toThrow('noise.standardDeviation must be at least 0.0222');
  });
});

describe('what the noise is worth to an accountant', () => {
  const sum = { norm: 1, size: 10_000, step: 0.001, standardDeviation: 2, leastSurvivors: 34 };

  test('by hand: a fine grid costs its rounding alone, a coarse one its shares, too', () => {
    // The norm grows by 0.001 · √10000; shares of 343 steps make τ vanish.
    const fine = discreteNoiseMultiplier({ ...sum, clients: 50 });
    expect(fine.sensitivity).toBeCloseTo(1.1, 12);
    expect(fine.closeness).toBe(0);
    expect(fine.noiseMultiplier).toBeCloseTo(2 / 1.1, 12);
    // Two shares of one step each: τ = 10 · exp(−π²), Δ/σ = (1 + 1) / √2.
    const coarse = { norm: 1, size: 1, step: 1, standardDeviation: Math.SQRT2, leastSurvivors: 2 };
    const { closeness, noiseMultiplier } = discreteNoiseMultiplier({ ...coarse, clients: 2 });
    const tau = 10 * Math.exp(-(Math.PI ** 2));
    expect(closeness).toBeCloseTo(tau, 12);
    const epsilon = Math.min(Math.sqrt(2 + 2 * tau), Math.SQRT2 + tau);
    expect(noiseMultiplier).toBeCloseTo(1 / epsilon, 12);
  });

  test('more clients, a coarser grid, less noise: never more than it', () => {
    const worth = (more: object): number =>
      discreteNoiseMultiplier({ ...sum, clients: 50, ...more }).noiseMultiplier;
    expect(worth({ step: 0.01 })).toBeLessThan(worth({}));
    expect(worth({ standardDeviation: 1 })).toBeLessThan(worth({}));
    expect(worth({ step: 0.3, clients: 500 })).toBeLessThan(worth({ step: 0.3 }));
    expect(() => worth({ step: 1 })).toThrow('standardDeviation must be at least 2.9');
    expect(() => worth({ leastSurvivors: 51 })).toThrow('leastSurvivors must be a whole number');
  });

  test('vectors that were clipped stay as short on the grid', () => {
    // All numbers are halfway between two steps and the vector is as long as allowed: rounded up they
    // would exceed it.
    const clippingNorm = 63.5 * Math.sqrt(400) * (1 / 127);
    const ids = ['a', 'b'];
    const vectors = new Map(ids.map((id) => [id, new Float32Array(400).fill(63.5 / 127)]));
    const of = (more: object): number => {
      const { result } = aggregate({ range: 1, bits: 8, denominator: 1, ...more }, vectors);
      return Math.sqrt(result!.reduce((total, value) => total + value * value, 0)) / 2;
    };
    expect(of({})).toBeGreaterThan(clippingNorm * 0.99);
    expect(of({ clippingNorm })).toBeLessThan(clippingNorm);
  });
});

describe('neighborhoods', () => {
  test('a circle: everybody has as many neighbors, and they know each other', () => {
    const indices = Array.from({ length: 21 }, (_, i) => 3 * i + 2);
    const around = neighborhoodsOf(indices, 6);
    expect([...around.keys()].sort((a, b) => a - b)).toEqual(indices);
    for (const [index, neighborhood] of around) {
      expect(neighborhood).toHaveLength(7);
      expect([...neighborhood].sort((a, b) => a - b)).toEqual(neighborhood);
      for (const other of neighborhood) expect(around.get(other)).toContain(index);
    }
    expect(neighborhoodsOf([4, 5, 9], 2).get(5)).toEqual([4, 5, 9]);
    expect(neighborhoodsOf([4, 5, 9]).get(4)).toEqual([4, 5, 9]);
  });

  /*
   * scipy 1.17.1:
   *   def bounds(n, k, share=2/3, spies=.1, gone=.1):
   *       t = math.ceil(share * (k + 1))
   *       return (n * hypergeom(n - 1, int(spies * n), k).sf(t - 1), n * (spies + gone) ** (k / 2),
   *               n * hypergeom(n - 1, int(gone * n), k).sf(k - t))
   *   next(k for k in range(2, n - 1, 2) if bounds(n, k)[0] <= 2**-41 and bounds(n, k)[1] <= 2**-41
   *        and bounds(n, k)[2] <= 2**-20)
   */
  test.each([
    [200, 50],
    [1000, 80],
    [10000, 102],
  ])('%i clients need %i neighbors', (clients, neighbors) => {
    expect(neighborhoodSize({ clients })).toBe(neighbors);
  });

  test('few clients are all neighbors; stricter demands take more', () => {
    expect(neighborhoodSize({ clients: 20 })).toBe(19);
    const of = (more: object): number => neighborhoodSize({ clients: 500, ...more });
    expect(of({ corrupted: 0.3 })).toBeGreaterThan(of({}));
    expect(of({ securityBits: 120 })).toBeGreaterThan(of({}));
    expect(of({ dropouts: 0.02 })).toBeLessThan(of({}));
    expect(() => of({ corrupted: -1 })).toThrow('corrupted must be between 0 and 1, got -1');
  });

  test('the terms of a cohort', () => {
    expect(secureTerms(10)).toEqual({ threshold: 7, leastSurvivors: 7, neighbors: undefined });
    expect(secureTerms(2)).toEqual({ threshold: 2, leastSurvivors: 2, neighbors: undefined });
    expect(secureTerms(30)).toEqual({ threshold: 20, leastSurvivors: 20, neighbors: undefined });
    expect(secureTerms(200)).toEqual({ threshold: 34, leastSurvivors: 134, neighbors: 50 });
    expect(secureTerms(9, { threshold: 0.51 }).threshold).toBe(5);
    expect(secureTerms(40, { neighbors: 10 })).toMatchObject({ threshold: 8, leastSurvivors: 27 });
  });
});

describe('in strategies', () => {
  const plan = { localEpochs: 1, batchSize: 10, clientLearningRate: 0.1 } as const;
  const ids = ['ann', 'ben', 'eve'];
  const updates = { ann: [0.3, 0.4], ben: [0.3, -0.4], eve: [-0.6, 0.9] };
  const cohort = [20, 10, 30].map((size, k) => stripesClient(ids[k], size, k + 1));
  const trainer = () =>
    scriptedTrainer({ start: [0, 0], update: (id) => updates[id as keyof typeof updates] });
  const shared = { ...plan, rng };

  test('FedAvg with uniform weights: the mean, and the protocol’s bytes', async () => {
    const aggregator = makeAggregator('secure:range=1');
    const options = { ...shared, trainer: trainer(), aggregator, transforms: [clip(1)] };
    const algorithm = fedAvg({ ...options, weighting: 'uniform' });
    const { state, metrics } = await algorithm.next(algorithm.initialize(), cohort);
    const norm = Math.hypot(0.6, 0.9);
    expect(state.parameters[0]).toBeCloseTo((0.6 - 0.6 / norm) / 3, 4);
    expect(state.parameters[1]).toBeCloseTo(0.9 / norm / 3, 4);
    expect(metrics.measures).toMatchObject({ 'secure/clients': 3, 'secure/aborted': 0 });
    expect(metrics.bytesUp).toBe(3 * (100 + 68 + 2 * 98 + 36 + 6 + 36 + 2 * 36 + 36 + 3 * 37));
    expect(metrics.bytesDown).toBeGreaterThan(3 * 8);
    const byExamples = fedAvg(options);
    await expect(byExamples.next(byExamples.initialize(), cohort)).rejects.toThrow(
      'weighting must give every client the weight 1',
    );
  });

  test('a round that is aborted leaves the model as it was', async () => {
    const aggregator = secureAggregation({ range: 1, dropouts: { unmasking: 1 } });
    const algorithm = fedAvg({ ...shared, trainer: trainer(), aggregator, weighting: 'uniform' });
    const { state, metrics } = await algorithm.next(algorithm.initialize(), cohort);
    expect(state).toMatchObject({ round: 1, parameters: new Float32Array(2) });
    expect(metrics.measures).toMatchObject({ 'secure/clients': 0, 'secure/aborted': 1 });
  });

  test('FedNova’s and q-FedAvg’s factors and weights act under the masks', async () => {
    for (const make of [
      (more: object) => fedNova({ ...shared, trainer: trainer(), ...more }),
      (more: object) =>
        qFedAvg({
          ...shared,
          trainer: scriptedTrainer({
            start: [0, 0],
            update: (id) => updates[id as keyof typeof updates],
            losses: () => [1, 2, 3],
          }),
          q: 1,
          ...more,
        }),
    ]) {
      const aggregator = secureAggregation({ range: 1, bits: 22, maxWeight: 60 });
      const [plain, secure] = [make({}), make({ aggregator })];
      const exact = (await plain.next(plain.initialize(), cohort)).state.parameters;
      const { parameters } = (await secure.next(secure.initialize(), cohort)).state;
      parameters.forEach((value, i) => {
        expect(value).toBeCloseTo(exact[i], 4);
      });
    }
  });

  test('what would give single updates away is refused', () => {
    const aggregator = secureAggregation({ range: 1 });
    const options = { ...shared, trainer: trainer(), aggregator };
    expect(() => scaffold({ ...options, clients: 3 })).toThrow(
      'its clients also send control variates, which it would not hide',
    );
    expect(() => mimeLite(options)).toThrow('its clients also send gradients');
    expect(() => fedAvg({ ...options, transforms: [float16()] })).toThrow(
      'transforms must be left out with secure aggregation if they encode updates',
    );
  });
});
