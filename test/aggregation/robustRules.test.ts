import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Aggregator } from '../../src/aggregation/aggregator';
import { bulyan } from '../../src/aggregation/bulyan';
import { centeredClipping } from '../../src/aggregation/centeredClipping';
import { coordinateMedian } from '../../src/aggregation/coordinateMedian';
import { flTrust } from '../../src/aggregation/flTrust';
import { geometricMedian } from '../../src/aggregation/geometricMedian';
import { krum, multiKrum } from '../../src/aggregation/krum';
import { normBound } from '../../src/aggregation/normBound';
import { normZeroing } from '../../src/aggregation/normZeroing';
import { trimmedMean } from '../../src/aggregation/trimmedMean';
import { aggregated } from '../support/aggregated';
import { stripesClient } from '../support/clients';
import { largestDifference } from '../support/trainers';

interface Reference {
  readonly vectors: number[][];
  readonly weights: number[];
  readonly root: number[];
  readonly center: number[];
  readonly aggregates: Readonly<Record<string, number[]>>;
}

/** What robustReference.py computed with NumPy. */
const { vectors, weights, root, center, aggregates } = JSON.parse(
  readFileSync(join(__dirname, '..', 'support', 'robustReference.json'), 'utf8'),
) as Reference;

const rootExamples = stripesClient('root', 4, 1).train;

test.each<[name: string, aggregator: Aggregator]>([
  ['geometric median', geometricMedian({ iterations: 500, tolerance: 0 })],
  [
    'geometric median by weights',
    geometricMedian({ weights: 'given', iterations: 500, tolerance: 0 }),
  ],
  ['centered clipping from 0', centeredClipping({ radius: 2 })],
  ['norm bounding', normBound(2.5)],
  ['zeroing', normZeroing()],
  ['zeroing at 0.7', normZeroing({ quantile: 0.7, multiple: 1.2 })],
  ['FLTrust', flTrust(rootExamples)],
])('%s, as in NumPy', (name, aggregator) => {
  const rootUpdate = Float32Array.from(root);
  const { aggregate } = aggregated(aggregator, vectors, weights, { rootUpdate });
  expect(largestDifference(aggregate!, aggregates[name])).toBeLessThan(1e-6);
});

test('centered clipping starts at the last aggregate, which it keeps', () => {
  const kept = new Map<string, Float32Array>();
  kept.set('centeredClipping', Float32Array.from(center));
  const slots = {
    slot: (name: string) => kept.get(name),
    keep: (name: string, vector: Float32Array) => void kept.set(name, vector),
  };
  const rule = centeredClipping({ radius: 1.5, iterations: 1 });
  const { aggregate } = aggregated(rule, vectors, weights, slots);
  expect(largestDifference(aggregate!, aggregates['centered clipping'])).toBeLessThan(1e-6);
  expect(kept.get('centeredClipping')).toEqual(aggregate);
});

describe('by hand', () => {
  test('the trimmed mean cuts whole clients: none of 4 at 0.2, one on either side of 5', () => {
    const of = (...numbers: number[]) =>
      aggregated(
        trimmedMean({ share: 0.2 }),
        numbers.map((value) => [value]),
      ).aggregate![0];
    expect(of(1, 2, 3, 10)).toBe(4);
    expect(of(1, 2, 3, 10, -50)).toBe(2);
  });

  test('Krum takes the update nearest to its neighbors, of equal ones the first', () => {
    // Of 5 clients, 1 attacker: sums of the 2 smallest squared distances 5, 2, 5, 5, …
    const { aggregate, rejected } = aggregated(krum({ attackers: 1 }), [[0], [1], [2], [3], [90]]);
    expect([Array.from(aggregate!), rejected]).toEqual([[1], ['0', '2', '3', '4']]);
    const many = aggregated(
      multiKrum({ attackers: 1 }),
      [[0], [1], [2], [3], [90]],
      [1, 9, 1, 1, 1],
    );
    expect([Array.from(many.aggregate!), many.rejected]).toEqual([[1.5], ['0', '3', '4']]);
  });

  test('Bulyan takes the values around the median, of equally close ones the smaller', () => {
    // In the end 0, 4, 80 and 90 are left, and 80 is chosen with 90 as its neighbor; of the chosen
    // 0, 1, 2, 3, 80 the 3 values closest to 2 are 1, 2, 3.
    const seven = [[0], [80], [1], [2], [90], [3], [4]];
    const { aggregate, rejected } = aggregated(bulyan({ attackers: 1 }), seven);
    expect([Array.from(aggregate!), rejected]).toEqual([[2], ['4', '6']]);
  });

  test('zeroing leaves out what is longer than twice the median', () => {
    const { aggregate, rejected } = aggregated(
      normZeroing(),
      [[1], [-2], [3], [6.5]],
      [1, 1, 2, 9],
    );
    // numpy.quantile([1, 2, 3, 6.5], 0.5) -> 2.5; (1 - 2 + 2 * 3) / 4
    expect([Array.from(aggregate!), rejected]).toEqual([[1.25], ['3']]);
    const none = aggregated(normZeroing({ multiple: 0.1 }), [[4], [3]]);
    expect([Array.from(none.aggregate!), none.rejected]).toEqual([[3], ['0']]);
  });

  test('norm bounding scales down what is too long, and a client’s factor counts', () => {
    const { aggregate } = aggregated(
      normBound(5),
      [
        [6, 8],
        [3, 4],
      ],
      [1, 3],
    );
    expect(Array.from(aggregate!)).toEqual([3, 4]);
    const sum = normBound(5).begin({ ...round(2), size: 1 });
    sum.add(Float32Array.of(2), 1, '0', 10);
    sum.add(Float32Array.of(2), 1, '1', -0.5);
    expect(Array.from(sum.result()!)).toEqual([2]);
  });

  test('FLTrust scales updates to the length of the root’s, and rejects those that turn away', () => {
    const rule = flTrust(rootExamples);
    const rootUpdate = Float32Array.of(2, 0);
    const { aggregate, rejected } = aggregated(
      rule,
      [
        [50, 0],
        [-1, 1],
        [0, 0],
        [3, 3],
      ],
      [1, 9, 1, 1],
      {
        rootUpdate,
      },
    );
    // Scores 1 and cos 45° = s: ([2, 0] + s·[2s, 2s]) / (1 + s) = [3, 1] / 1.7071
    expect(largestDifference(aggregate!, [1.757359, 0.585786])).toBeLessThan(1e-6);
    expect(rejected).toEqual(['1', '2']);
    const none = aggregated(
      rule,
      [
        [-1, 0],
        [0, 0],
      ],
      [1, 1],
      { rootUpdate },
    );
    expect(none).toEqual({ aggregate: undefined, rejected: ['0', '1'] });
  });

  test('the geometric median of three equal and two far clients is at the three', () => {
    const { aggregate } = aggregated(geometricMedian(), [
      [1, 1],
      [1, 1],
      [1, 1],
      [9e9, 0],
      [0, 9e9],
    ]);
    expect(largestDifference(aggregate!, [1, 1])).toBeLessThan(1e-6);
  });
});

/** Rules that withstand 2 of 11 clients. */
const robust: readonly [name: string, rule: Aggregator][] = [
  ['the median', coordinateMedian()],
  ['the trimmed mean', trimmedMean({ share: 0.2 })],
  ['Krum', krum({ attackers: 2 })],
  ['Multi-Krum', multiKrum({ attackers: 2 })],
  ['Bulyan', bulyan({ attackers: 2 })],
  ['Bulyan as in Flower', bulyan({ attackers: 2, convention: 'flower' })],
];
const number = fc.double({ min: -1, max: 1, noNaN: true }).map(Math.fround);
const eleven = fc.array(fc.array(number, { minLength: 3, maxLength: 3 }), {
  minLength: 11,
  maxLength: 11,
});
const runs = { numRuns: 60, seed: 4 };

describe('properties', () => {
  test.each(robust)('%s: two clients at ±1e30 do not leave the range of the others', (_, rule) => {
    const ends = fc.constantFrom(1e30, -1e30);
    fc.assert(
      fc.property(eleven, fc.tuple(ends, ends), (honest, far) => {
        const given = honest.map((vector) => vector.slice());
        given[0] = given[0].map(() => far[0]);
        given[5] = given[5].map(() => far[1]);
        const { aggregate } = aggregated(rule, given);
        aggregate!.forEach((value, i) => {
          const column = honest.flatMap((vector, k) => (k === 0 || k === 5 ? [] : [vector[i]]));
          expect(value).toBeGreaterThanOrEqual(Math.min(...column));
          expect(value).toBeLessThanOrEqual(Math.max(...column));
        });
      }),
      runs,
    );
  });

  test('the geometric median stays within 2(n − f)/(n − 2f) of the longest honest update', () => {
    // Lopuhaä and Rousseeuw 1991, theorem 2.2
    const rule = geometricMedian({ iterations: 100 });
    fc.assert(
      fc.property(eleven, (honest) => {
        const given = honest.map((vector, k) => (k < 4 ? vector.map(() => 1e30) : vector));
        const { aggregate } = aggregated(rule, given);
        const longest = Math.max(...honest.slice(4).map((vector) => Math.hypot(...vector)));
        expect(Math.hypot(...aggregate!)).toBeLessThanOrEqual((longest * 2 * 7) / 3 + 1e-6);
      }),
      runs,
    );
  });

  test('one client moves centered clipping by at most radius / n in a pass', () => {
    const rule = centeredClipping({ radius: 0.5, iterations: 1 });
    fc.assert(
      fc.property(eleven, (honest) => {
        const attacked = honest.map((vector, k) => (k === 3 ? [1e30, -1e30, 1e30] : vector));
        const [a, b] = [honest, attacked].map((given) => aggregated(rule, given).aggregate!);
        expect(Math.hypot(...a.map((value, i) => value - b[i]))).toBeLessThan(1 / 11 + 1e-6);
      }),
      runs,
    );
  });

  const all: readonly [name: string, rule: Aggregator][] = [
    ...robust,
    ['the geometric median', geometricMedian({ iterations: 100 })],
    ['zeroing', normZeroing()],
  ];

  // Bulyan's last choice is between two clients of equal scores.
  test.each(all.filter(([name]) => name !== 'Bulyan'))(
    '%s: the order of clients does not matter',
    (_, rule) => {
      fc.assert(
        fc.property(distinct(), fc.nat(10), (given, shift) => {
          const turned = [...given.slice(shift), ...given.slice(0, shift)].reverse();
          const [a, b] = [given, turned].map((each) => aggregated(rule, each).aggregate!);
          expect(largestDifference(a, b)).toBeLessThan(1e-6);
        }),
        runs,
      );
    },
  );

  test.each(all)('%s: scales with the updates', (_, rule) => {
    fc.assert(
      fc.property(distinct(), (given) => {
        const tenfold = given.map((vector) => vector.map((value) => value * 8));
        const [a, b] = [given, tenfold].map((each) => aggregated(rule, each).aggregate!);
        expect(
          largestDifference(
            a.map((value) => value * 8),
            b,
          ),
        ).toBeLessThan(1e-5);
      }),
      runs,
    );
  });

  test.each(all.slice(0, -1))('%s: moves with the updates', (_, rule) => {
    fc.assert(
      fc.property(distinct(), (given) => {
        const moved = given.map((vector) => vector.map((value) => value + 2));
        const [a, b] = [given, moved].map((each) => aggregated(rule, each).aggregate!);
        expect(
          largestDifference(
            a.map((value) => value + 2),
            b,
          ),
        ).toBeLessThan(1e-5);
      }),
      runs,
    );
  });

  /** Eleven vectors without ties, on a grid that keeps their sums exact. */
  function distinct(): fc.Arbitrary<number[][]> {
    const whole = fc.integer({ min: 1, max: 1_000_000 });
    return fc.uniqueArray(whole, { minLength: 33, maxLength: 33 }).map((values) =>
      Array.from({ length: 11 }, (_, k) =>
        // The square roots of different numbers have no equal differences.
        values.slice(3 * k, 3 * k + 3).map((value) => Math.fround(Math.sqrt(value) / 1024)),
      ),
    );
  }
});

describe('a huge update does not stop a rule', () => {
  const huge = 3e38;
  test.each<[name: string, rule: Aggregator]>([
    ...robust,
    ['the geometric median', geometricMedian()],
    ['zeroing', normZeroing()],
    ['centered clipping', centeredClipping({ radius: 1 })],
    ['norm bounding', normBound(1)],
  ])('%s', (_, rule) => {
    const given = Array.from({ length: 11 }, (_, k) => [1 + k / 16, 1 - k / 16]);
    given[4] = [huge, -huge];
    const { aggregate } = aggregated(rule, given);
    for (const value of aggregate!) expect(Math.abs(value)).toBeLessThan(2);
  });

  test('scaled beyond single precision it is the farthest', () => {
    const rule = krum({ attackers: 1 }).begin({ ...round(5), size: 1 });
    [[9], [huge], [1], [1.5], [-huge]].forEach((vector, k) => {
      rule.add(Float32Array.from(vector), 1, `${k}`, Math.abs(vector[0]) === huge ? 1e9 : 1);
    });
    expect(Array.from(rule.result()!)).toEqual([1.5]);
    expect(rule.rejected!()).toEqual(['0', '1', '2', '4']);
    rule.dispose!();
  });
});

function round(clients: number) {
  return { round: 1, cohort: Array.from({ length: clients }, (_, k) => `${k}`), rng: undefined! };
}

describe('refusals', () => {
  const begin = (rule: Aggregator, clients: number) => () =>
    rule.begin({ ...round(clients), size: 1 });

  test('a cohort too small for the rule, unless nobody answered', () => {
    expect(begin(krum({ attackers: 2 }), 6)).toThrow(
      'cohort must hold at least 7 clients for Krum with 2 attackers, got 6',
    );
    expect(begin(krum({ attackers: 2 }), 7)).not.toThrow();
    expect(begin(krum({ attackers: 2 }), 0)).not.toThrow();
    expect(begin(krum({ attackers: 2, convention: 'flower' }), 1)).not.toThrow();
    expect(begin(multiKrum({ attackers: 1, select: 8 }), 7)).toThrow('at least 8 clients');
    expect(begin(bulyan({ attackers: 2 }), 10)).toThrow('at least 11 clients for Bulyan');
    expect(begin(bulyan({ attackers: 2 }), 11)).not.toThrow();
  });

  test('no aggregate if too few of the cohort are left', () => {
    const rule = krum({ attackers: 1 }).begin({ ...round(5), size: 1 });
    rule.add(Float32Array.of(1), 1, '0');
    expect(rule.result()).toBeUndefined();
    expect(rule.rejected!()).toEqual([]);
  });

  test.each<[make: () => unknown, message: string]>([
    [() => trimmedMean({ share: 0.5 }), 'share must be at least 0 and below 0.5, got 0.5'],
    [() => trimmedMean({ share: NaN }), 'share must be at least 0 and below 0.5, got NaN'],
    [() => krum({ attackers: 1.5 }), 'attackers must be a whole number of at least 0, got 1.5'],
    [() => multiKrum({ attackers: 1, select: 0 }), 'select must be a whole number of at least 1'],
    [() => bulyan({ attackers: -1 }), 'attackers must be a whole number of at least 0, got -1'],
    [
      () => krum({ attackers: 1, convention: 'x' as 'paper' }),
      'convention must be paper or flower',
    ],
    [() => geometricMedian({ smoothing: 0 }), 'smoothing must be > 0, got 0'],
    [() => geometricMedian({ weights: 'x' as 'given' }), 'weights must be given or uniform'],
    [() => centeredClipping({ radius: 0 }), 'radius must be > 0, got 0'],
    [() => normBound(-1), 'bound must be > 0, got -1'],
    [() => normZeroing({ quantile: 2 }), 'quantile must be between 0 and 1, got 2'],
    [
      () => flTrust(stripesClient('root', 0, 1).train),
      'root must hold at least one example, got 0',
    ],
    [() => coordinateMedian({ memoryBytes: 0 }), 'memoryBytes must be > 0'],
  ])('%#', (make, message) => {
    expect(make).toThrow(message);
  });
});
