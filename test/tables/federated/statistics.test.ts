import fc from 'fast-check';
import { Rng } from '../../../src/core/rng';
import { selectRows } from '../../../src/tables/selectRows';
import {
  federatedStatistics,
  type TableStatistics,
} from '../../../src/tables/federated/statistics';
import type { NumberStatistics } from '../../../src/tables/federated/numberSums';
import { table } from './tables';

const north = table(
  { age: [20, 40, NaN], sex: ['f', 'm', undefined], code: [1, 2, 2] },
  'north.csv',
);
const south = table({ age: [60], sex: ['d'], code: [3] }, 'south.csv');
const features = ['age', 'sex', 'code'];

test('counts, means, variances and categories of two clients, by hand', async () => {
  const {
    rows,
    clients,
    features: found,
    reveals,
  } = await federatedStatistics([north, south], {
    features,
    categorical: ['code'],
  });
  expect([rows, clients]).toEqual([4, 2]);
  const [age, sex, code] = found;
  // The mean of 20, 40 and 60, and (400 + 0 + 400) / 3.
  expect(age).toEqual({
    ...{ kind: 'number', name: 'age', known: 3, missing: 1, clients: 2 },
    ...{ mean: 40, variance: 800 / 3 },
  });
  expect(sex).toEqual({
    ...{ kind: 'category', name: 'sex', known: 3, missing: 1, clients: 2, otherRows: 0 },
    categories: [
      { name: 'd', rows: 1, clients: 1 },
      { name: 'f', rows: 1, clients: 1 },
      { name: 'm', rows: 1, clients: 1 },
    ],
  });
  expect(code).toMatchObject({
    known: 4,
    categories: [
      { name: '1', rows: 1 },
      { name: '2', rows: 2 },
      { name: '3', rows: 1 },
    ],
  });
  expect(reveals).toEqual([
    'The server sees each client’s counts and sums (no other sum was given).',
    'Each client names its categories of "sex", "code".',
  ]);
});

test('public bounds give a histogram and a range of bins; told ranges are exact', async () => {
  const options = { features: ['age'], bounds: { age: [0, 50] as const }, bins: 5 };
  const [age] = (await federatedStatistics([north, south], options)).features;
  // 60 is moved to 50: the mean of 20, 40 and 50.
  expect(age).toMatchObject({ known: 3, beyond: 1, range: [20, 50] });
  expect((age as NumberStatistics).mean).toBeCloseTo(110 / 3, 12);
  expect((age as NumberStatistics).histogram).toEqual({
    low: 0,
    high: 50,
    counts: [0, 0, 1, 0, 2],
  });
  const told = await federatedStatistics([north, south], { features: ['age'], revealRanges: true });
  expect(told.features[0]).toMatchObject({ range: [20, 60] });
  expect(told.reveals[1]).toBe('Each client tells its smallest and largest values of "age".');
});

test('rare categories are hidden: fewer rows at the client or in the sum, fewer clients', async () => {
  const names = async (options: object): Promise<string[]> => {
    const clients = [
      table({ city: ['a', 'a', 'a', 'b', 'c', 'c'] }),
      table({ city: ['a', 'b', 'd', 'd', 'd'] }),
    ];
    const { features: found } = await federatedStatistics(clients, {
      features: ['city'],
      ...options,
    });
    if (found[0].kind !== 'category') throw new Error('expected categories');
    expect(found[0].otherRows).toBe(
      11 - found[0].categories.reduce((sum, { rows }) => sum + rows, 0),
    );
    return found[0].categories.map(({ name }) => name);
  };
  expect(await names({})).toEqual(['a', 'b', 'c', 'd']);
  // Nobody names b, of which each client has one row.
  expect(await names({ minimumRows: 2 })).toEqual(['a', 'c', 'd']);
  expect(await names({ minimumRows: 2, categories: { city: ['b', 'a', 'x'] } })).toEqual([
    'b',
    'a',
  ]);
  expect(await names({ minimumClients: 2 })).toEqual(['a', 'b']);
});

/** Rows of one number and one word, either of which may be missing. */
const randomRow = fc.tuple(
  fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { nil: NaN }),
  fc.option(fc.constantFrom('x', 'y', '__proto__'), { nil: undefined }),
);

test('equal to the statistics of the pooled rows, however they are distributed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(randomRow, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 6 }),
      fc.nat(),
      async (rows, clients, seed) => {
        const all = table({
          value: rows.map(([value]) => value),
          word: rows.map(([, word]) => word),
        });
        const rng = Rng.fromSeed(seed);
        const owners = rows.map(() => rng.integer(clients));
        const parts = Array.from({ length: clients }, (_, client) =>
          selectRows(
            all,
            [...rows.keys()].filter((row) => owners[row] === client),
          ),
        );
        const options = { features: ['value', 'word'], revealRanges: true };
        const [[value, word], [wantedValue, wantedWord]] = (
          await Promise.all([
            federatedStatistics(
              parts.map((part) => () => part),
              options,
            ),
            federatedStatistics([all], options),
          ])
        ).map((one) => one.features);
        const known = rows.map(([number]) => number).filter((number) => !Number.isNaN(number));
        if (value.kind !== 'number' || wantedValue.kind !== 'number') throw new Error('a word');
        expect([value.known, value.missing]).toEqual([known.length, rows.length - known.length]);
        expect(value.range).toEqual(
          known.length > 0 ? [Math.min(...known), Math.max(...known)] : undefined,
        );
        const mean = known.reduce((sum, number) => sum + number, 0) / known.length;
        const variance =
          known.reduce((sum, number) => sum + (number - mean) ** 2, 0) / known.length;
        for (const one of [value, wantedValue]) {
          if (known.length === 0) expect([one.mean, one.variance]).toEqual([NaN, NaN]);
          else {
            expect(Math.abs(one.mean - mean)).toBeLessThanOrEqual(1e-6);
            expect(Math.abs(one.variance - variance)).toBeLessThanOrEqual(1e-6 * (1 + variance));
          }
        }
        const withoutClients = (one: typeof word): unknown =>
          one.kind === 'category' && one.categories.map(({ name, rows: count }) => [name, count]);
        expect(word).toMatchObject({ known: wantedWord.known, missing: wantedWord.missing });
        expect(withoutClients(word)).toEqual(withoutClients(wantedWord));
      },
    ),
    { numRuns: 60 },
  );
});

test('a large mean costs no digits of the variance', async () => {
  // Sums of squares alone would give a variance of 0 or less here.
  const clients = [table({ x: [1e9, 1e9 + 1] }), table({ x: [1e9 + 2, 1e9 + 3] })];
  const [x] = (await federatedStatistics(clients, { features: ['x'] })).features;
  expect(x).toMatchObject({ mean: 1e9 + 1.5, variance: 1.25 });
});

test('noise and clipping stand between the clients and the server', async () => {
  // 200 clients of one row; each vector clipped to an L2 norm of 2.5, which none reaches, and noise
  // of standard deviation 2 in every number of the sum.
  const rng = Rng.fromSeed(7);
  const clients = Array.from({ length: 200 }, (_, i) => table({ age: [i % 100] }));
  const sums: number[] = [];
  const noisy = (vectors: readonly Float64Array[]): Float64Array => {
    sums.push(vectors.length);
    return Float64Array.from(vectors[0], (__, i) => {
      const clipped = vectors.map((vector) => vector[i] * Math.min(1, 2.5 / Math.hypot(...vector)));
      return clipped.reduce((sum, one) => sum + one, 0) + 2 * rng.normal();
    });
  };
  const found: TableStatistics = await federatedStatistics(clients, {
    ...{ features: ['age'], bounds: { age: [0, 100] }, bins: 4, sum: noisy },
  });
  const [age] = found.features;
  if (age.kind !== 'number') throw new Error('expected numbers');
  expect(sums).toEqual([200, 200]);
  expect(found.reveals).toEqual([]);
  expect(age.known).not.toBe(200);
  // Within five standard deviations: of the count 10, of the mean about 100 · 2 · √1.25 / 200 · 5 = 5.6.
  expect(Math.abs(age.known - 200)).toBeLessThan(10);
  expect(Math.abs(age.mean - 49.5)).toBeLessThan(5.6);
  expect(Math.abs(age.variance - 833.25)).toBeLessThan(600);
});

test('bad input is named', async () => {
  const refusal = async (tables: ReturnType<typeof table>[], options: object): Promise<string> => {
    try {
      await federatedStatistics(tables, { features: ['age'], ...options });
    } catch (error) {
      return (error as Error).message;
    }
    return 'nothing was thrown';
  };
  expect(await refusal([], {})).toBe('clients must hold at least one, got an array of 0');
  expect(await refusal([north], { features: [] })).toMatch('features must name at least one');
  expect(await refusal([north], { features: ['age', 'age'] })).toBe(
    'features must name each column once, got "age"',
  );
  expect(await refusal([north], { features: ['Age'] })).toBe(
    'column must be a column of north.csv ("age", "sex", "code"), got "Age"',
  );
  expect(await refusal([north, table({ age: ['12,5'] }, 'south.csv')], {})).toBe(
    'south.csv: column "age" has words such as "12,5", but numbers in north.csv',
  );
  expect(await refusal([table({ age: [1, Infinity] }, 'a.csv')], {})).toBe(
    'a.csv: column "age", row 2: must hold finite numbers, got Infinity',
  );
  expect(await refusal([north], { bounds: { age: [1, 1] } })).toMatch('bounds.age must be [low');
  expect(await refusal([north], { bounds: { sex: [0, 1] } })).toMatch('bounds must name features');
  expect(await refusal([north], { features: ['sex'], bounds: { sex: [0, 1] } })).toBe(
    'bounds must name columns of numbers only, not of categories, got "sex"',
  );
  expect(await refusal([north], { categories: { age: [] } })).toMatch('categories.age must list');
  expect(await refusal([north], { minimumRows: 0 })).toMatch('minimumRows must be a whole');
  expect(await refusal([north], { sum: () => new Float64Array(1) })).toMatch(
    'sum must return 4 finite numbers',
  );
  const nothing = (vectors: readonly Float64Array[]): Float64Array => vectors[0].map(() => NaN);
  expect(await refusal([north], { sum: nothing })).toBe(
    'sum must return 4 finite numbers, got NaN',
  );
});
