import fc from 'fast-check';
import { Rng } from '../../../src/core/rng';
import { iid } from '../../../src/data/partition/partition';
import { federateTable } from '../../../src/tables/federated/federateTable';
import type {
  FederatedTable,
  FederateTableOptions,
} from '../../../src/tables/federated/federateTable';
import { prepareRows } from '../../../src/tables/federated/prepareRows';
import type { Table } from '../../../src/tables/table';
import { table } from './tables';

const nan = NaN;

/** Two hospitals of four and three patients, and one of a single patient. */
const patients = table(
  {
    hospital: ['north', 'north', 'south', 'north', 'south', 'south', 'north', 'east'],
    age: [20, 40, 60, 80, 30, 50, 70, 10],
    sex: ['f', 'm', 'f', 'm', 'f', 'f', 'm', 'x'],
    outcome: ['ill', 'well', 'ill', 'well', 'well', 'ill', 'ill', 'well'],
    days: [1, 2, 3, 4, 5, 6, 7, 8],
  },
  'patients.csv',
);

const options = { client: 'hospital', target: 'outcome', features: ['age', 'sex'] } as const;

test('natural clients by a column, standardized by the statistics of all training rows', async () => {
  const federation = await federateTable(patients, { ...options, testShare: 0 });
  expect(federation).toMatchObject({
    ...{ name: 'patients.csv', simulated: false, shape: [4], classNames: ['ill', 'well'] },
    description: '8 rows of patients.csv, one client for each value of "hospital"',
    clientIds: ['east', 'north', 'south'],
    featureNames: ['age', 'sex=f', 'sex=m', 'sex=x'],
  });
  const { train, test: held } = federation.client('east');
  // Ages: mean 45, variance (25² + 5² + 15² + 35² + 15² + 5² + 25² + 35²) / 8 = 525.
  expect(train.features).toEqual(Float32Array.of((10 - 45) / Math.sqrt(525), 0, 0, 1));
  expect(train).toMatchObject({ size: 1, labels: Uint8Array.of(1), classNames: ['ill', 'well'] });
  expect([held.size, held.features.length]).toEqual([0, 0]);
  expect(federation.clientSize('north')).toEqual({ train: 4, test: 0 });
  expect(federation.statistics).toMatchObject({ rows: 8, clients: 3 });
  expect(federation.notes).toEqual([
    '1 client has one row, trained on and not tested: "east".',
    '1 client has a single class to train on: "east".',
    'Of "sex", only one client has "m", "x".',
    'The server sees each client’s counts and sums (no other sum was given).',
    'Each client names its categories of "sex".',
  ]);
});

test('rows are held out by seed and class, and the raw rows are at hand', async () => {
  const size = 40;
  const rows = Array.from({ length: size }, (_, i) => i);
  const source = table({
    who: rows.map((i) => (i < 30 ? 'a' : 'b')),
    x: rows,
    y: rows.map((i) => (i % 10 === 0 ? 'rare' : 'common')),
  });
  const make = (seed: number): Promise<FederatedTable> =>
    federateTable(source, { client: 'who', target: 'y', testShare: 0.4, seed });
  const federation = await make(1);
  const { train, test: held } = federation.rows('a');
  const values = (part: Table): number[] => {
    const [, x] = part.columns;
    return x.kind === 'number' ? [...x.values] : [];
  };
  expect(train.columns.map(({ name }) => name)).toEqual(['who', 'x', 'y']);
  expect([...values(train), ...values(held)].sort((a, b) => a - b)).toEqual(rows.slice(0, 30));
  // 12 of 30, and of the 3 rare ones 0.4 · 3 = 1.2, rounded.
  expect(held.rows).toBe(12);
  expect(values(held).filter((x) => x % 10 === 0)).toHaveLength(1);
  const again = await make(1);
  expect(again.rows('b')).toEqual(federation.rows('b'));
  expect(again.client('a')).toEqual(federation.client('a'));
  expect(values((await make(2)).rows('a').test)).not.toEqual(values(held));
  federation.close();
  expect(() => federation.client('a')).toThrow('made-up is closed');
  expect(() => again.client('c')).toThrow('id must be one of the 2 client ids of made-up');
});

test('one table per client, with targets of numbers', async () => {
  const one = table({ x: [1, 3], y: [10, 30], z: [0, 1] }, 'one.csv');
  const two = table({ z: [1, 1, 0], y: [5, 6, 7], x: [nan, nan, nan] }, 'two.csv');
  const federation = await federateTable(
    { one, two },
    { target: ['y', 'z'], testShare: 0, preprocessing: { missingIndicators: true } },
  );
  expect(federation.targetNames).toEqual(['y', 'z']);
  expect(federation.classNames).toBeUndefined();
  const { train } = federation.client('two');
  if (!('targets' in train)) throw new Error('expected numbers');
  expect([...train.targets].sort()).toEqual([0, 1, 1, 5, 6, 7]);
  // The mean of all clients in place of the missing values, and a number that says so.
  expect(train.features).toEqual(Float32Array.of(0, 1, 0, 1, 0, 1));
  expect(train.featureNames).toEqual(['x', 'x missing']);
  expect(federation.notes).toContain(
    '"x" is missing in 3 of 5 training rows; none at all on "two"; 2 stands for it.',
  );
  expect(federation.notes.join()).toMatch('"z" has two values only and is predicted as a number');
});

test('a partition divides the rows: given, or made from the targets', async () => {
  const federation = await federateTable(patients, {
    ...{ target: 'outcome', features: ['age'], testShare: 0 },
    partition: [Uint32Array.of(0, 1), Uint32Array.of(2, 3, 4)],
  });
  expect(federation.clientIds).toEqual(['client-001', 'client-002']);
  expect(federation.clientSize('client-002')).toEqual({ train: 3, test: 0 });
  expect(federation.notes[0]).toBe('3 rows belong to no client of the partition.');
  const seen: unknown[] = [];
  const made = await federateTable(patients, {
    ...{ target: 'outcome', features: ['age'] },
    partition: (targets) => {
      seen.push(targets);
      return iid(targets, 2, Rng.fromSeed(1));
    },
  });
  const labels = Uint8Array.of(0, 1, 0, 1, 1, 0, 0, 1);
  expect(seen).toEqual([{ labels, classNames: ['ill', 'well'] }]);
  expect(made.simulated).toBe(true);
});

test('a disjoint cover: every complete row is in one client, trained on or held out', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.tuple(
          fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
          fc.option(fc.constantFrom('yes', 'no'), { nil: undefined }),
        ),
        { minLength: 1, maxLength: 30 },
      ),
      fc.double({ min: 0, max: 0.99, noNaN: true }),
      fc.boolean(),
      fc.nat(),
      async (random, testShare, byColumn, seed) => {
        const rows = [...random, ['a', 'yes'] as const, ['b', 'no'] as const];
        const source = table({
          id: rows.map((_, i) => i),
          who: rows.map(([who]) => who),
          y: rows.map(([, y]) => y),
        });
        const divided: FederateTableOptions = byColumn
          ? { target: 'y', client: 'who' }
          : {
              target: 'y',
              partition: (targets) => iid(targets, 2, Rng.fromSeed(seed)),
            };
        const federation = await federateTable(source, {
          ...divided,
          ...{ features: ['id'], testShare, seed, incompleteRows: 'drop' },
        });
        const found = federation.clientIds.flatMap((id) => {
          const { train, test: held } = federation.rows(id);
          expect(federation.clientSize(id)).toEqual({ train: train.rows, test: held.rows });
          expect(train.rows).toBeGreaterThan(0);
          const ids = [train, held].flatMap(({ columns: [one] }) =>
            one.kind === 'number' ? [...one.values] : [],
          );
          if (byColumn) expect(new Set(ids.map((row) => rows[row][0]))).toEqual(new Set([id]));
          return ids;
        });
        const complete = [...rows.keys()].filter(
          (row) => rows[row][1] !== undefined && (!byColumn || rows[row][0] !== undefined),
        );
        expect(found.sort((a, b) => a - b)).toEqual(complete);
        const dropped = rows.length - complete.length;
        expect(federation.notes.some((note) => note.includes('dropped'))).toBe(dropped > 0);
      },
    ),
    { numRuns: 60 },
  );
});

test('a new client is prepared by what the others’ rows have determined', async () => {
  const { preprocessing, notes } = await federateTable(patients, { ...options, testShare: 0 });
  expect(notes.length).toBeGreaterThan(0);
  const west = table({ sex: ['y', 'f'], age: [45, nan], outcome: ['well', 'well'] }, 'west.csv');
  const rows = prepareRows(west, preprocessing);
  // An unknown category is all zeros; a missing age is the mean.
  expect(rows.features).toEqual(Float32Array.of(0, 0, 0, 0, 0, 1, 0, 0));
  expect(rows).toMatchObject({ labels: Uint8Array.of(1, 1), shape: [4], size: 2 });
  const saved = JSON.parse(JSON.stringify(preprocessing)) as typeof preprocessing;
  const joined = await federateTable({ west }, { preprocessing: saved, testShare: 0 });
  expect(joined.statistics).toBeUndefined();
  expect(joined.classNames).toEqual(['ill', 'well']);
  expect([...joined.client('west').train.features].sort()).toEqual([...rows.features].sort());
  expect(joined.notes).toContain('No client trains on the class "ill".');
  expect(joined.notes).toContain(
    '1 row with a category of "sex" that the model does not know (all its numbers are 0): "y".',
  );
  const wrong = table({ sex: ['f'], age: [1], outcome: ['dead'] }, 'wrong.csv');
  expect(() => prepareRows(wrong, preprocessing)).toThrow(
    'wrong.csv: row 1: "outcome" is "dead", which is no class of the model ("ill", "well")',
  );
  const missing = table({ sex: ['f'], age: [1], outcome: [undefined] }, 'missing.csv');
  expect(() => prepareRows(missing, preprocessing)).toThrow(
    'missing.csv: row 1 has no value of "outcome", the target',
  );
  expect(() => prepareRows(west, { ...preprocessing, target: undefined })).toThrow(
    'preprocessing must have a target',
  );
});

test('numbers may be classes and categories; many findings are told in one sentence', async () => {
  const source = table({
    site: [10, 9, 8, 7, 6, 5, 5],
    code: [2, 1, 2, 1, 2, 1, 1],
    grade: [10, 9, 10, 9, 10, 9, 10],
    same: [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1],
    none: [nan, nan, nan, nan, nan, nan, nan],
  });
  const federation = await federateTable(source, {
    ...{ client: 'site', target: 'grade', task: 'classification', testShare: 0 },
    categorical: ['code'],
  });
  const { notes } = federation;
  expect(federation.clientIds).toEqual(['10', '5', '6', '7', '8', '9']);
  expect(federation.classNames).toEqual(['9', '10']);
  expect(federation.featureNames).toEqual(['code=1', 'code=2', 'same', 'none']);
  expect(federation.client('10').train.features).toEqual(Float32Array.of(0, 1, 0, 0));
  expect(notes).toContain(
    '5 clients have one row each, trained on and not tested: "10", "9", "8", "7", "6".',
  );
  expect(notes).toContain(
    '"same" is the same in all training rows, so nothing is learned from it.',
  );
  expect(notes).toContain(
    '"none" is the same in all training rows, so nothing is learned from it.',
  );
});

test('bad input is named, and nothing is silently dropped', async () => {
  const refusal = async (source: unknown, more: object): Promise<string> => {
    try {
      await federateTable(source as Table, { ...options, ...more });
    } catch (error) {
      return (error as Error).message;
    }
    return 'nothing was thrown';
  };
  const other = table({ age: [1], sex: ['f'] }, 'other.csv');
  const bad = (columns: Parameters<typeof table>[0]): Table => table(columns, 'bad.csv');
  const whom = { hospital: ['a', 'b'], age: [1, 2], sex: ['f', 'm'] };
  expect(await refusal(patients, { client: 'hopsital' })).toMatch(
    'column must be a column of patients.csv ("hospital", ',
  );
  expect(await refusal({ patients, other }, { client: undefined })).toMatch(
    'column must be a column of other.csv ("age", "sex"), got "outcome"',
  );
  const doubled = { ...patients, columns: [...patients.columns, patients.columns[1]] };
  expect(await refusal(doubled, {})).toBe('patients.csv: has more than one column "age"');
  expect(await refusal(patients, { features: ['age', 'hospital'] })).toMatch(
    'features must leave out the clients’ column: a model would learn who asks',
  );
  expect(await refusal(patients, { features: ['age', 'outcome'] })).toBe(
    'features must leave out the target: it is the answer, got "outcome"',
  );
  expect(await refusal(patients, { target: 'hospital' })).toMatch('target must be another column');
  expect(await refusal(patients, { target: [] })).toMatch('target must name at least one column');
  expect(await refusal(bad({ ...whom, outcome: ['x', 'x'] }), {})).toBe(
    'bad.csv: column "outcome", the target, has a single class, "x": there is nothing to learn',
  );
  const some = bad({
    hospital: ['a', 'b', 'b'],
    age: [1, 2, 3],
    sex: ['f', 'm', 'f'],
    outcome: ['x', undefined, 'y'],
  });
  expect(await refusal(some, {})).toMatch(
    'bad.csv: 1 row without a value of "outcome", the first in row 2',
  );
  expect(await refusal(some, {})).toMatch("the first in row 2; incompleteRows: 'drop' leaves");
  const many = Array.from({ length: 257 }, (_, i) => `${i}`);
  const all = { hospital: many, age: many.map(Number), sex: many, outcome: many };
  expect(await refusal(bad(all), {})).toMatch('has 257 classes; at most 256 are possible');
  expect(await refusal(patients, { task: 'regression' })).toBe(
    'patients.csv: column "outcome", row 1: must hold numbers, got "ill"',
  );
  expect(await refusal(patients, { task: 'classification', target: ['days', 'outcome'] })).toMatch(
    'target must be one column for classification',
  );
  expect(await refusal(patients, { testShare: 1 })).toMatch(
    'testShare must be at least 0 and below',
  );
  expect(await refusal(patients, { client: undefined })).toMatch('exactly one of these, got "0 of');
  expect(await refusal({ a: patients }, {})).toMatch('exactly one of these, got "2 of them"');
  expect(await refusal({}, {})).toMatch('source must hold at least one table');
  const divided = { client: undefined, features: ['age'] };
  const twice = { ...divided, partition: [Uint32Array.of(0, 1), Uint32Array.of(1)] };
  expect(await refusal(patients, twice)).toMatch('partition[1] must not repeat a row');
  const outside = { ...divided, partition: [Uint32Array.of(8)] };
  expect(await refusal(patients, outside)).toMatch('partition[0] must hold positions below 8 rows');
  const { preprocessing } = await federateTable(patients, options);
  expect(await refusal(patients, { preprocessing, features: ['days'] })).toBe(
    'features must be those of the preprocessing, "age", "sex", got "\\"days\\""',
  );
  expect(await refusal(patients, { preprocessing, target: 'days' })).toMatch(
    'target must be that of the preprocessing, "outcome"',
  );
});
