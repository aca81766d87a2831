import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { encodePng } from '../../../src/data/png';
import { iid } from '../../../src/data/partition/partition';
import { readImageFolder } from '../../../src/data/files/imageFolder';
import type { ImageFolderOptions } from '../../../src/data/files/imageFolder';
import { referenceFile } from '../../support/picturesReference';
import { withTemporaryFolder } from '../../support/temporaryFolder';

/** A gray PNG file of one brightness. */
const gray = (byte: number, height = 2, width = 2): Uint8Array =>
  encodePng(
    { bytes: new Uint8Array(height * width).fill(byte), shape: [height, width, 1] },
    { invert: false },
  );

/** Writes files by their path below a folder; `undefined` makes an empty folder. */
function write(
  folder: string,
  files: Readonly<Record<string, Uint8Array | string | undefined>>,
): void {
  for (const [path, content] of Object.entries(files)) {
    const full = join(folder, path);
    mkdirSync(content === undefined ? full : dirname(full), { recursive: true });
    if (content !== undefined) writeFileSync(full, content);
  }
}

const byTwo: ImageFolderOptions = { channels: 'gray', partition: (data, rng) => iid(data, 2, rng) };

/** The message of what reading a folder with these files throws, without the folder itself. */
function problem(
  files: Readonly<Record<string, Uint8Array | string | undefined>>,
  options: ImageFolderOptions = byTwo,
): Promise<string> {
  return withTemporaryFolder(async (folder) => {
    write(folder, files);
    const error: unknown = await readImageFolder(folder, options).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(Error);
    return (error as Error).message.replaceAll(folder, 'F').replaceAll('\\', '/');
  });
}

const good = { 'a/1.png': gray(1), 'a/2.png': gray(2), 'b/3.png': gray(3), 'b/4.png': gray(4) };

test('client/class/file: the outer folders are the clients', async () => {
  await withTemporaryFolder(async (folder) => {
    write(folder, {
      'Zoë/10/a.PNG': gray(1),
      'Zoë/9/b.png': gray(2),
      'Zoë/9/c.jpeg': gray(3), // recognized by its content
      'Anna/9/d.png': gray(4),
      'Anna/.DS_Store': 'x',
      'Anna/9/Thumbs.db': 'x',
      '.hidden/9/e.png': 'x',
    });
    const data = await readImageFolder(folder, { channels: 'gray', heldOut: 0.34 });
    expect(data.clientIds).toEqual(['Anna', 'Zoë']);
    expect(data.classNames).toEqual(['9', '10']);
    expect([data.shape, data.simulated, data.dropped]).toEqual([[2, 2, 1], false, []]);
    expect(data.clientSize('Zoë')).toEqual({ train: 2, test: 1 });
    const { train, test } = data.client('Zoë');
    const seen = [train, test].flatMap(({ images, labels }) =>
      Array.from(labels, (label, i) => [images[4 * i], label]),
    );
    expect(seen.sort()).toEqual([
      [1, 1],
      [2, 0],
      [3, 0],
    ]);
    const again = await readImageFolder(folder, { channels: 'gray', heldOut: 0.34 });
    expect(again.client('Zoë')).toEqual(data.client('Zoë'));
    const { train: anna } = data.client('Anna');
    expect([...anna.images, ...anna.labels]).toEqual([4, 4, 4, 4, 0]);
  });
});

test('class/file and a partition; a test folder belongs to no client', async () => {
  await withTemporaryFolder(async (folder) => {
    write(folder, Object.fromEntries(Object.entries(good).map(([k, v]) => [`train/${k}`, v])));
    write(folder, { 'test/b/5.png': gray(5, 4, 4), 'test/b/6.png': gray(6, 3, 2) });
    const steps: string[] = [];
    const data = await readImageFolder(join(folder, 'train'), {
      ...byTwo,
      test: join(folder, 'test'),
      onProgress: (read, total) => steps.push(`${read}/${total}`),
    });
    expect([data.name, data.simulated, data.clientIds.length]).toEqual(['train', true, 2]);
    expect(data.classNames).toEqual(['a', 'b']);
    expect(data.centralTest).toMatchObject({ size: 2, shape: [2, 2, 1], classNames: ['a', 'b'] });
    expect([...data.centralTest!.labels]).toEqual([1, 1]);
    expect(steps).toEqual(['1/4', '2/4', '3/4', '4/4', '1/2', '2/2']);
  });
});

test('rows say path, label and client', async () => {
  await withTemporaryFolder(async (folder) => {
    write(folder, { 'x.png': gray(7), 'deep/y.png': gray(8), 'z.png': gray(9) });
    const rows = [
      { path: 'z.png', label: 'no', client: 2 },
      { path: 'x.png', label: 'yes', client: 1 },
      { path: 'deep/y.png', label: 'no', client: 2 },
    ];
    const data = await readImageFolder(folder, { rows, channels: 'gray', heldOut: 0 });
    expect(data.clientIds).toEqual(['1', '2']);
    expect([...data.client('1').train.images]).toEqual([7, 7, 7, 7]);
    expect([...data.client('2').train.labels]).toEqual([0, 0]);
    const message = async (changed: object): Promise<string> => {
      const error: unknown = await readImageFolder(folder, {
        rows: [rows[0], { ...rows[1], ...changed }],
      }).catch((thrown: unknown) => thrown);
      return (error as Error).message;
    };
    expect(await message({ path: './z.png' })).toMatch(
      /^rows\[1\].path must be a file that no other row has, not that of rows\[0\]/,
    );
    expect(await message({ client: undefined })).toMatch(/^rows\[1\].client must be given/);
    expect(await message({ label: NaN })).toMatch(/^rows\[1\].label must be a name or a number/);
    expect(await message({ path: 'gone.png' })).toMatch(/gone\.png: cannot be read: .*ENOENT/);
  });
});

test('photographs are upright, resized, in color', async () => {
  await withTemporaryFolder(async (folder) => {
    write(folder, {
      'p/a/1.JPG': referenceFile('1.jpg'),
      'p/b/6.jpg': referenceFile('6.jpg'),
      'q/a/2.png': referenceFile('color.png'),
    });
    const data = await readImageFolder(folder, { size: [4, 6], heldOut: 0 });
    expect(data.shape).toEqual([4, 6, 3]);
    expect(data.client('p').train.size).toBe(2);
  });
});

test('bad files and folders are named', async () => {
  expect(await problem({ ...good, 'a/5.png': gray(1).subarray(0, 60) })).toBe(
    'F/a/5.png: is an incomplete PNG image: it has no end',
  );
  expect(await problem({ ...good, 'a/notes.txt': 'hello' })).toBe(
    'F/a/notes.txt: expected a PNG or JPEG image: it is not an image',
  );
  expect(await problem({ ...good, c: undefined })).toBe('F/c: is an empty folder');
  expect(await problem({ ...good, 'labels.csv': 'x' })).toBe(
    'F/labels.csv: is in no class folder: expected class/file',
  );
  expect(await problem({ ...good, 'a/5.png': gray(1, 3, 4) })).toBe(
    'F: holds images of several sizes: F/a/1.png has 2 × 2 pixels, F/a/5.png has 3 × 4 pixels; ' +
      'give size: [height, width] to resize them',
  );
  expect(await problem({ 'one.png': gray(1) })).toBe(
    'F: holds no folders: expected client/class/file, or class/file',
  );
  expect(await problem({ 'c/a/1.png': gray(1), 'd/2.png': gray(1) }, {})).toBe(
    'F: mixes two layouts: F/c holds folders, F/d holds files; ' +
      'expected client/class/file, or class/file',
  );
  expect(await problem({ 'train/a/1.png': gray(1), 'test/a/2.png': gray(2) }, {})).toMatch(
    /^F: its folders are parts and not clients \(test, train\): read F\/test itself/,
  );
});

test('classes: one, too many, one that is not known', async () => {
  expect(await problem({ 'a/1.png': gray(1), 'a/2.png': gray(2) })).toBe(
    'F: holds one class, a: a classifier needs two or more',
  );
  const many = Array.from({ length: 257 }, (_, i) => [`${i}/x.png`, 'x'] as const);
  expect(await problem(Object.fromEntries(many))).toMatch(
    /^F: holds 257 classes \(\d+, .*at most 256/,
  );
  expect(await problem(good, { ...byTwo, classNames: ['a', 'c'] })).toBe(
    'F/b/3.png: is of class b, which is not among classNames',
  );
  expect(await problem(good, { ...byTwo, classNames: ['a', 'a'] })).toMatch(
    /^classNames must be 2 to 256 different names/,
  );
});

test('options that do not fit are named', async () => {
  expect(await problem(good, {})).toMatch(/^partition must be given/);
  expect(await problem({ 'p/a/1.png': gray(1) })).toMatch(/^partition must be left out/);
  expect(await problem(good, { ...byTwo, maxBytes: 15 })).toMatch(
    /^size must be smaller: 4 images of 2 × 2 × 1 take 16 bytes, more than maxBytes/,
  );
  expect(await problem(good, { ...byTwo, onBadFile: 'skip' as 'drop' })).toMatch(
    /^onBadFile must be refuse or drop, got "skip"/,
  );
  const missing: unknown = await readImageFolder('no/such/folder', byTwo).catch(
    (error: unknown) => error,
  );
  expect((missing as Error).message).toMatch(/^no\/such\/folder: cannot be read: .*ENOENT/);
});

test('onBadFile: drop leaves bad files out and lists each', async () => {
  await withTemporaryFolder(async (folder) => {
    write(folder, {
      ...good,
      'a/broken.jpg': referenceFile('baseline.jpg').subarray(0, 500),
      'a/notes.txt': 'hello',
      'a/deeper/5.png': gray(5),
      c: undefined,
      'list.csv': 'x',
    });
    symlinkSync(join(folder, 'gone.png'), join(folder, 'b', 'link.png'));
    const data = await readImageFolder(folder, { ...byTwo, onBadFile: 'drop' });
    expect(data.classNames).toEqual(['a', 'b']);
    const sizes = data.clientIds.map((id) => data.clientSize(id));
    expect(sizes).toEqual([
      { train: 1, test: 1 },
      { train: 1, test: 1 },
    ]);
    const dropped = data.dropped.map(({ file, problem: why }) => {
      expect(why).not.toBe('');
      return file.slice(folder.length + 1).replaceAll('\\', '/');
    });
    expect(dropped.sort()).toEqual([
      'a/broken.jpg',
      'a/deeper',
      'a/notes.txt',
      'b/link.png',
      'c',
      'list.csv',
    ]);
  });
});
