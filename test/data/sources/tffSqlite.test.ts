import { closeSync, openSync, readFileSync, readSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from 'node-sqlite3-wasm';
import { statistics } from '../../../src/data/federatedDataset';
import { loadTffEmnist } from '../../../src/data/sources/tffSqlite';
import { testWithRealData } from '../../support/realData';
import { withTemporaryFolder } from '../../support/temporaryFolder';
import {
  type TffRow,
  example,
  feature,
  field,
  ink,
  packedFloats,
  page,
  writeTff,
} from './femnistFixtures';

const row = (client: string, split: string, label: number, level: number): TffRow => ({
  split,
  client,
  blob: example(label, page(level)),
});
const rows = [
  row('f0002_01', 'digits_only_train', 3, 0),
  row('f0001_01', 'digits_only_train', 9, 100),
  row('f0002_01', 'digits_only_test', 4, 254),
  row('f0001_01', 'all_train', 61, 1),
  row('f0002_01', 'digits_only_train', 5, 255),
  row('f0003_01', 'digits_only_test', 6, 7),
];
const one = (label: number, pixels: number[]): TffRow[] => [
  { split: 'digits_only_train', client: 'c', blob: example(label, pixels) },
];

describe.each([
  ['without an index', ''],
  ['with TFF’s index', 'CREATE INDEX i ON examples (split_name, client_id);'],
  ['with an index on the client alone', 'CREATE INDEX i ON examples (client_id);'],
  ['with an index that does not help', 'CREATE INDEX i ON examples (split_name);'],
])('a small file %s', (_, sql) => {
  test('gives each client its examples in the file’s order, ink 255', async () => {
    await withTemporaryFolder((folder) => {
      const file = join(folder, 'emnist.sqlite');
      writeTff(file, rows, { sql });
      const data = loadTffEmnist(file);
      expect(data.clientIds).toEqual(['f0001_01', 'f0002_01']);
      expect(data.classNames).toHaveLength(10);
      expect(data.simulated).toBe(false);
      const second = data.client('f0002_01');
      expect([...second.train.labels]).toEqual([3, 5]);
      expect([...second.train.images]).toEqual([...ink(0), ...ink(255)]);
      expect([...second.test.labels]).toEqual([4]);
      expect([...second.test.images]).toEqual(ink(254));
      const first = data.client('f0001_01');
      expect([...first.train.images]).toEqual(ink(100));
      expect(first.test.size).toBe(0);
      expect(data.clientSize('f0002_01')).toEqual({ train: 2, test: 1 });
      expect(data.clientSize('f0001_01')).toEqual({ train: 1, test: 0 });
      data.close();
      const all = loadTffEmnist(file, { onlyDigits: false });
      expect(all.clientIds).toEqual(['f0001_01']);
      expect(all.classNames[61]).toBe('z');
      expect([...all.client('f0001_01').train.labels]).toEqual([61]);
      all.close();
    });
  });
});

test('unknown clients, and clients of a closed file', async () => {
  await withTemporaryFolder((folder) => {
    const file = join(folder, 'emnist.sqlite');
    writeTff(file, rows);
    const data = loadTffEmnist(file);
    const rule = 'id must be one of the 2 client ids of emnist-federated, got "f0003_01"';
    expect(() => data.client('f0003_01')).toThrow(rule);
    expect(() => data.clientSize('f0003_01')).toThrow(rule);
    data.close();
    data.close();
    expect(() => data.client('f0001_01')).toThrow(`${file} is closed`);
  });
});

const broken: [name: string, rows: TffRow[], problem: string][] = [
  ['no blob', [{ ...one(1, [])[0], blob: 'x' }], 'expected a blob, found string'],
  ['no message', [{ ...one(1, [])[0], blob: Buffer.from([10, 9]) }], 'is not a tf.train.Example'],
  ['no feature', [{ ...one(1, [])[0], blob: field(10, '') }], 'has no float list "pixels"'],
  [
    'no label',
    [{ ...one(1, [])[0], blob: field(10, feature('pixels', packedFloats(page(0)))) }],
    'has no int64 list "label" of one number',
  ],
  ['too few pixels', one(1, [1, 1]), 'expected 784 pixels, found 2'],
  [
    'a pixel too large',
    one(1, [...page(0).slice(0, 783), 1.5]),
    'pixel 783 must be between 0 and 1, got 1.5',
  ],
  [
    'a pixel that is no number',
    one(1, [NaN, ...page(0).slice(1)]),
    'pixel 0 must be between 0 and 1',
  ],
  ['a label outside', one(100, page(0)), 'label must be a whole number between 0 and 9, got 100'],
  ['a letter', one(10, page(0)), 'got 10; load a file with letters with onlyDigits: false'],
];
test.each(broken)('a record with %s is named', async (_, bad, problem) => {
  await withTemporaryFolder((folder) => {
    const file = join(folder, 'emnist.sqlite');
    writeTff(file, [...one(1, page(0)), ...bad]);
    const data = loadTffEmnist(file);
    const where = `${file}: client c, digits_only_train record 1: `;
    expect(() => data.client('c')).toThrow(where);
    expect(() => data.client('c')).toThrow(problem);
    data.close();
  });
});

test('client_metadata that does not fit is refused', async () => {
  const load = async (
    metadata: readonly (readonly [string, string, number | string])[],
    message: string,
  ): Promise<void> => {
    await withTemporaryFolder((folder) => {
      const file = join(folder, 'emnist.sqlite');
      writeTff(file, one(1, page(0)), { metadata });
      expect(() => loadTffEmnist(file).client('c')).toThrow(message);
    });
  };
  const train = 'digits_only_train';
  await load([['c', train, 2]], `client c, ${train}: client_metadata promises 2 examples, found 1`);
  await load([['c', train, 0]], 'client_metadata promises 0 examples, found 1');
  await load([['c', train, 'many']], 'found client_id c with num_examples many');
  await load([['c', train, -1]], 'found client_id c with num_examples -1');
  await load(
    [
      ['c', train, 1],
      ['c', train, 1],
    ],
    `client_metadata lists c twice in split ${train}`,
  );
  await load([['c', 'all_train', 1]], `has no client in split ${train}; the splits are all_train`);
  await load([], `has no client in split ${train}; it lists no client at all`);
});

test('a file with another schema is refused', async () => {
  await withTemporaryFolder((folder) => {
    const file = join(folder, 'other.sqlite');
    const database = new Database(file);
    database.exec('CREATE TABLE federated_data (client_id BLOB)');
    database.close();
    expect(() => loadTffEmnist(file)).toThrow(
      `${file}: has no table examples; the tables are federated_data`,
    );
  });
});

test('a file beyond 4 GiB is read where a query needs it', async () => {
  await withTemporaryFolder((folder) => {
    const file = join(folder, 'emnist.sqlite');
    const pageBytes = 65_536;
    const far = 72_000;
    writeTff(file, rows, { pageSize: pageBytes });
    moveLastPage(file, pageBytes, far);
    expect(statSync(file).size).toBe(far * pageBytes);
    expect((far - 1) * pageBytes).toBeGreaterThan(2 ** 32);
    const before = process.memoryUsage.rss();
    const data = loadTffEmnist(file);
    const { train } = data.client('f0002_01');
    expect([...train.labels]).toEqual([3, 5]);
    expect([...train.images]).toEqual([...ink(0), ...ink(255)]);
    data.close();
    expect(process.memoryUsage.rss() - before).toBeLessThan(100e6);
  });
});

/** Makes page 3, the root of the table examples, page number `to`; what lies between is a hole. */
function moveLastPage(file: string, pageBytes: number, to: number): void {
  const database = new Database(file);
  database.exec(
    `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = ${to} WHERE rootpage = 3`,
  );
  database.close();
  expect(statSync(file).size).toBe(3 * pageBytes);
  const descriptor = openSync(file, 'r+');
  const page = Buffer.alloc(pageBytes);
  readSync(descriptor, page, 0, pageBytes, 2 * pageBytes);
  writeSync(descriptor, page, 0, pageBytes, (to - 1) * pageBytes);
  writeSync(descriptor, Buffer.alloc(pageBytes), 0, pageBytes, 2 * pageBytes);
  const pages = Buffer.alloc(4);
  pages.writeUInt32BE(to);
  writeSync(descriptor, pages, 0, 4, 28);
  closeSync(descriptor);
}

testWithRealData(
  'the 28 writers: sizes without reading images, images within bounds',
  ['femnist-tff', 'femnist28.sqlite'],
  (file) => {
    const digits = loadTffEmnist(file);
    expect(statistics(digits)).toMatchObject({
      clients: 26,
      trainExamples: 422,
      testExamples: 108,
    });
    digits.close();
    const all = loadTffEmnist(file, { onlyDigits: false });
    expect(statistics(all)).toMatchObject({ clients: 28, trainExamples: 1408, testExamples: 353 });
    for (const id of all.clientIds) {
      const { train, test: held } = all.client(id);
      expect({ train: train.size, test: held.size }).toEqual(all.clientSize(id));
      // Paper is white: most of each image is background.
      const background = train.images.filter((byte) => byte === 0).length;
      expect(background).toBeGreaterThan(0.6 * train.images.length);
    }
    all.close();
    expect(readFileSync(file).subarray(0, 15).toString()).toBe('SQLite format 3');
  },
);
