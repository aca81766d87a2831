import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Dataset, imageAt } from '../../../src/data/dataset';
import { statistics } from '../../../src/data/federatedDataset';
import { loadCharacters } from '../../../src/data/sources/characters';
import { loadLeaf } from '../../../src/data/sources/leaf';
import { loadTffEmnist } from '../../../src/data/sources/tffSqlite';
import { realData, testWithRealData } from '../../support/realData';
import { withTemporaryFolder } from '../../support/temporaryFolder';
import { ink, linkTestFiles, page } from './femnistFixtures';

type Users = Record<string, { x: number[][]; y: number[] }>;

function leafFile(users: Users, changes: object = {}): string {
  return JSON.stringify({
    users: Object.keys(users),
    num_samples: Object.values(users).map(({ y }) => y.length),
    user_data: users,
    ...changes,
  });
}

function write(folder: string, files: Record<string, string>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

const user = (labels: number[], level = 0): Users[string] => ({
  x: labels.map((_, i) => page(level + i)),
  y: labels,
});

test('a folder with train and test: clients are the users of train', async () => {
  await withTemporaryFolder((folder) => {
    write(folder, {
      'train/b.json': leafFile({ f0002_01: user([3, 40, 5], 10) }, { hierarchies: ['x'] }),
      'train/a.json': leafFile({ f0003_01: user([1]), f0001_01: user([40]) }),
      'train/notes.txt': 'no data',
      'test/a.json': leafFile({ f0002_01: user([7], 99), f0009_01: user([8], 50) }),
    });
    const data = loadLeaf(folder);
    expect(data.clientIds).toEqual(['f0002_01', 'f0003_01']);
    expect(data.classNames).toHaveLength(10);
    const { train, test: held } = data.client('f0002_01');
    expect([...train.labels]).toEqual([3, 5]);
    expect([...train.images]).toEqual([...ink(10), ...ink(12)]);
    expect([...held.images]).toEqual(ink(99));
    expect(data.clientSize('f0002_01')).toEqual({ train: 2, test: 1 });
    expect(data.client('f0003_01').test.size).toBe(0);
    expect([...data.centralTest!.labels]).toEqual([8]);
    expect([...data.centralTest!.images]).toEqual(ink(50));
    expect(() => data.client('f0009_01')).toThrow('id must be one of the 2 client ids of femnist');
    data.close();
    expect(() => data.client('f0002_01')).toThrow(`${folder} is closed`);

    const all = loadLeaf(folder, { onlyDigits: false });
    expect(all.clientIds).toEqual(['f0001_01', 'f0002_01', 'f0003_01']);
    expect([...all.client('f0002_01').train.labels]).toEqual([3, 40, 5]);
    expect(all.classNames[40]).toBe('e');
  });
});

test('a flat folder: each client holds out a share for testing, chosen by the seed', async () => {
  await withTemporaryFolder((folder) => {
    write(folder, {
      'a.json': leafFile({ u: user([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), v: user([4]) }),
      'b.json': leafFile({ w: user([1, 2], 5) }),
    });
    const data = loadLeaf(folder, { heldOut: 0.3, seed: 4 });
    expect(data.clientIds).toEqual(['u', 'v', 'w']);
    expect(data.clientIds.map((id) => data.clientSize(id))).toEqual([
      { train: 7, test: 3 },
      { train: 1, test: 0 },
      { train: 1, test: 1 },
    ]);
    const { train, test: held } = data.client('u');
    const labels = [...train.labels, ...held.labels];
    expect(labels.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    // The image of label n has grey level n.
    expect([...held.labels].map((_, i) => 255 - imageAt(held, i)[0])).toEqual([...held.labels]);
    expect(data.centralTest).toBeUndefined();
    expect(loadLeaf(folder, { heldOut: 0.3, seed: 4 }).client('u')).toEqual(data.client('u'));
    expect(loadLeaf(folder, { heldOut: 0.3, seed: 5 }).client('u')).not.toEqual(data.client('u'));
    expect(statistics(loadLeaf(folder, { heldOut: 0 })).testExamples).toBe(0);
    expect(() => loadLeaf(folder, { heldOut: 1 })).toThrow(
      'heldOut must be at least 0 and below 1',
    );
  });
});

const u = user([1, 2]);
const broken: [name: string, content: string, problem: string][] = [
  ['no JSON', '{"users": [', 'is not JSON: '],
  ['no object', '[1]', 'expected a JSON object'],
  [
    'other keys',
    '{"a": 1, "b": 2}',
    'expected a list users, a list num_samples and an object user_data, found keys a, b',
  ],
  ['too few sizes', leafFile({ u }, { num_samples: [] }), 'found 1 user and 0 num_samples'],
  ['an id that is no string', leafFile({ u }, { users: [7] }), 'users[0] must be a string'],
  ['a user without data', leafFile({ u }, { users: ['w'] }), 'user_data has no user w'],
  [
    'a user from Object',
    leafFile({ u }, { users: ['toString'] }),
    'user_data has no user toString',
  ],
  [
    'data without a user',
    leafFile({ u, v: u }, { users: ['u'], num_samples: [2] }),
    'user_data has v, but users does not',
  ],
  [
    'a user twice',
    leafFile({ u }, { users: ['u', 'u'], num_samples: [2, 2] }),
    'user u occurs twice in users',
  ],
  [
    'a wrong size',
    leafFile({ u }, { num_samples: [3] }),
    'user u: num_samples promises 3, found 2 images and 2 labels',
  ],
  [
    'a label less',
    leafFile({ u: { x: u.x, y: [1] } }, { num_samples: [2] }),
    'found 2 images and 1 label',
  ],
  [
    'no x',
    leafFile({ u }, { user_data: { u: { y: [] } } }),
    'user u: expected lists x and y, found keys y',
  ],
  [
    'no images',
    leafFile({ u: { x: [1, 2] as never, y: [1, 2] } }),
    'user u, sample 0: x must be a list',
  ],
  [
    'a short image',
    leafFile({ u: { x: [page(0), [1]], y: [1, 2] } }),
    'user u, sample 1: expected 784 pixels, found 1',
  ],
  [
    'a pixel below 0',
    leafFile({ u: { x: [[-0.1, ...page(0).slice(1)]], y: [1] } }),
    'user u, sample 0: pixel 0 must be between 0 and 1, got -0.1',
  ],
  [
    'a pixel that is text',
    leafFile({ u: { x: [['1' as never, ...page(0).slice(1)]], y: [1] } }),
    'pixel 0 must be between 0 and 1, got "1"',
  ],
  [
    'a label of 62',
    leafFile({ u: user([62]) }),
    'user u, sample 0: label must be a whole number between 0 and 61, got 62',
  ],
  ['a label of 1.5', leafFile({ u: user([1.5]) }), 'got 1.5'],
];
test.each(broken)('a file with %s is refused', async (_, content, problem) => {
  await withTemporaryFolder((folder) => {
    write(folder, { 'all.json': content });
    expect(() => loadLeaf(folder)).toThrow(`${join(folder, 'all.json')}: `);
    expect(() => loadLeaf(folder)).toThrow(problem);
  });
});

test('a user in two files is refused with both names', async () => {
  await withTemporaryFolder((folder) => {
    write(folder, { 'a.json': leafFile({ u, v: u }), 'b.json': leafFile({ w: u, u }) });
    const problem = `user u is also in ${join(folder, 'a.json')}: a user may occur only once`;
    expect(() => loadLeaf(folder)).toThrow(`${join(folder, 'b.json')}: ${problem}`);
  });
});

test('a folder without files, or without examples, is refused', async () => {
  await withTemporaryFolder((folder) => {
    expect(() => loadLeaf(join(folder, 'none'))).toThrow(/none: cannot be read: .*ENOENT/);
    expect(() => loadLeaf(folder)).toThrow(
      `${folder}: holds neither .json files nor a folder train`,
    );
    write(folder, { 'a.json': leafFile({ u: user([10]) }) });
    expect(() => loadLeaf(folder)).toThrow(`${folder}: no example of these classes in 1 file`);
    mkdirSync(join(folder, 'train'));
    expect(() => loadLeaf(folder)).toThrow(`${join(folder, 'train')}: holds neither .json files`);
  });
});

const tffFile = ['femnist-tff', 'femnist28.sqlite'];

testWithRealData(
  'the 28 writers are those of their copy in bytes',
  ['femnist-leaf'],
  async (real) => {
    const copy = JSON.parse(
      gunzipSync(readFileSync(join(real, 'all-28writers-uint8.json.gz'))).toString(),
    ) as { readonly user_data: Users };
    await withTemporaryFolder((folder) => {
      expect(linkTestFiles(real, folder)).toHaveLength(5);
      const data = loadLeaf(folder, { onlyDigits: false, heldOut: 0 });
      expect(statistics(data)).toMatchObject({ clients: 28, trainExamples: 1761, testExamples: 0 });
      for (const id of data.clientIds) {
        const { x, y } = copy.user_data[id];
        const expected = x.map((image, i) =>
          keyOf(
            y[i],
            image.map((byte) => 255 - byte),
          ),
        );
        expect(examplesOf(data.client(id).train).sort()).toEqual(expected.sort());
      }
      expect(statistics(loadLeaf(folder)).trainExamples).toBeGreaterThan(0);
    });
  },
);

testWithRealData(
  'the 28 writers load from LEAF’s JSON and from TFF’s SQLite to identical tensors',
  tffFile,
  async (sqlite) => {
    const real = realData('femnist-leaf')!;
    await withTemporaryFolder((folder) => {
      // The database has the first 80 % of each writer's examples as `train`, the rest as `test`.
      const flat = join(folder, 'flat');
      mkdirSync(flat);
      linkTestFiles(real, flat);
      for (const onlyDigits of [true, false]) {
        const tff = loadTffEmnist(sqlite, { onlyDigits });
        const parts = join(folder, String(onlyDigits));
        splitLike(tff, real, parts, onlyDigits ? 10 : 62);
        const leaf = loadLeaf(parts, { onlyDigits });
        expect(leaf.clientIds).toEqual(tff.clientIds);
        for (const id of tff.clientIds) {
          expect(leaf.clientSize(id)).toEqual(tff.clientSize(id));
          expect(leaf.client(id)).toEqual(tff.client(id));
        }
        // Also from the files as they are, where a seed decides what is held out.
        const unsplit = loadLeaf(flat, { onlyDigits });
        for (const id of tff.clientIds) {
          const { train, test: held } = unsplit.client(id);
          const expected = tff.client(id);
          expect([...examplesOf(train), ...examplesOf(held)].sort()).toEqual(
            [...examplesOf(expected.train), ...examplesOf(expected.test)].sort(),
          );
        }
        tff.close();
      }
    });
  },
);

const keyOf = (label: number, image: Iterable<number>): string =>
  `${label} ${Buffer.from([...image]).toString('base64')}`;

function examplesOf(dataset: Dataset): string[] {
  return [...dataset.labels].map((label, i) => keyOf(label, imageAt(dataset, i)));
}

/** Writes the JSON files' writers as LEAF's `train/` and `test/`, with the database's sizes. */
function splitLike(
  tff: ReturnType<typeof loadTffEmnist>,
  from: string,
  to: string,
  classes: number,
): void {
  for (const n of [0, 1, 2, 3, 4]) {
    const { user_data: users } = JSON.parse(readFileSync(join(from, `${n}_test.json`), 'utf8')) as {
      user_data: Users;
    };
    const train: Users = {};
    const held: Users = {};
    for (const [id, { x, y }] of Object.entries(users)) {
      if (!tff.clientIds.includes(id)) continue;
      const kept = [...y.keys()].filter((i) => y[i] < classes);
      const { train: size } = tff.clientSize(id);
      const take = (indices: number[]): Users[string] => ({
        x: indices.map((i) => x[i]),
        y: indices.map((i) => y[i]),
      });
      train[id] = take(kept.slice(0, size));
      held[id] = take(kept.slice(size));
    }
    write(to, { [`train/${n}.json`]: leafFile(train), [`test/${n}.json`]: leafFile(held) });
  }
}

test('files of the operating system and of editors among the data are skipped', async () => {
  await withTemporaryFolder((folder) => {
    const junk = ['.DS_Store', '._a.json', '.#a.json', 'Thumbs.db', 'desktop.ini', 'a.json~'];
    const beside = (part: string) =>
      Object.fromEntries(junk.map((name) => [`${part}/${name}`, '\0']));
    write(folder, {
      ...beside('train'),
      ...beside('test'),
      ...beside('.'),
      'train/a.json': `\ufeff${leafFile({ f0001_01: user([1, 2]) })}`,
      'test/a.json': leafFile({ f0001_01: user([3]) }),
      'train/a.json.part.json': '{}',
    });
    const data = loadLeaf(folder);
    expect(data.clientSize('f0001_01')).toEqual({ train: 2, test: 1 });
    write(folder, { 'flat/a.json': leafFile({ f0001_01: user([1, 2]) }), ...beside('flat') });
    const found = loadCharacters(join(folder, 'flat'));
    expect(found).toMatchObject({ kind: 'writers', hasTest: false });
    write(folder, { 'none/._a.sqlite': 'x', ...beside('none') });
    expect(() => loadCharacters(join(folder, 'none'))).toThrow('holds no file of these formats');
  });
});
