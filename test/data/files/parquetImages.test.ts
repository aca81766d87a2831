import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { iid } from '../../../src/data/partition/partition';
import { readParquetImages } from '../../../src/data/files/parquetImages';
import type { ParquetImageOptions } from '../../../src/data/files/parquetImages';
import { bytesOf } from '../../support/picturesReference';
import json from '../../support/picturesReference.json';
import { withTemporaryFolder } from '../../support/temporaryFolder';

const columns: ParquetImageOptions = {
  image: 'image',
  label: 'character',
  channels: 'gray',
  heldOut: 0,
};
const femnist: ParquetImageOptions = { ...columns, client: 'writer_id' };

/** Writes the reference's Parquet files into a folder and calls `body` with it. */
function withFiles<T>(body: (folder: string) => Promise<T>): Promise<T> {
  return withTemporaryFolder((folder) => {
    for (const [name, text] of Object.entries(json.parquet)) {
      writeFileSync(join(folder, `${name}.parquet`), bytesOf(text));
    }
    return body(folder);
  });
}

test('a file as Hugging Face writes it: clients by a column, class names of the metadata', async () => {
  await withFiles(async (folder) => {
    for (const codec of ['snappy', 'zstd']) {
      const data = await readParquetImages(join(folder, `${codec}.parquet`), femnist);
      expect([data.name, data.simulated, data.clientIds]).toEqual([codec, false, ['f0', 'f1']]);
      expect([data.shape, data.classNames]).toEqual([
        [2, 2, 1],
        ['a', 'b', 'c', 'd'],
      ]);
      const examples = data.clientIds.map((id) => {
        const { images, labels } = data.client(id).train;
        return Array.from(labels, (label, i) => [images[4 * i], label]).sort((a, b) => a[0] - b[0]);
      });
      expect(examples).toEqual([
        [
          [10, 1],
          [20, 2],
          [40, 1],
        ],
        [
          [0, 0],
          [30, 2],
          [50, 0],
        ],
      ]);
    }
  });
});

test('several files, a partition, a test file, pictures resized', async () => {
  await withFiles(async (folder) => {
    const files = ['snappy', 'zstd'].map((name) => join(folder, `${name}.parquet`));
    const data = await readParquetImages(files, {
      ...columns,
      size: [3, 5],
      partition: (dataset, rng) => iid(dataset, 3, rng),
      test: files[0],
    });
    expect(data.clientIds.map((id) => data.clientSize(id).train)).toEqual([4, 4, 4]);
    expect(data.shape).toEqual([3, 5, 1]);
    expect([...data.centralTest!.labels]).toEqual([0, 1, 2, 2, 1, 0]);
  });
});

test('bad rows are named, or dropped and listed', async () => {
  await withFiles(async (folder) => {
    const file = join(folder, 'bad.parquet');
    await expect(readParquetImages(file, femnist)).rejects.toThrow(
      `${file}, row 1: has label -1, expected 0 to 3`,
    );
    const { dropped, ...data } = await readParquetImages(file, { ...femnist, onBadFile: 'drop' });
    expect(data.clientIds).toEqual(['f0']);
    expect(dropped).toEqual([
      { file: `${file}, row 1`, problem: 'has label -1, expected 0 to 3' },
      { file: `${file}, row 2`, problem: 'has no client: the value is missing' },
      { file: `${file}, row 3`, problem: 'is an incomplete PNG image: it has no end' },
      { file: `${file}, row 4`, problem: 'holds the path 4.png and not the image itself' },
      { file: `${file}, row 5`, problem: 'holds no image: the value is missing' },
    ]);
  });
});

test('a missing column, a damaged file and a missing one are named', async () => {
  await withFiles(async (folder) => {
    const file = join(folder, 'snappy.parquet');
    await expect(readParquetImages(file, { ...femnist, image: 'img' })).rejects.toThrow(
      `${file}: has no column img; its columns are image, writer_id, character`,
    );
    await expect(readParquetImages(file, { ...femnist, label: 'image' })).rejects.toThrow(
      `${file}, row 0: has no label: the value is of another type`,
    );
    await expect(readParquetImages(file, columns)).rejects.toThrow('partition must be given');
    await expect(readParquetImages([], femnist)).rejects.toThrow(
      'paths must be the path of a file',
    );
    const broken = join(folder, 'broken.parquet');
    const content = bytesOf(json.parquet.snappy);
    writeFileSync(broken, content.subarray(0, 900));
    await expect(readParquetImages(broken, femnist)).rejects.toThrow(
      /broken\.parquet: is not a Parquet file that can be read/,
    );
    const renamed = Buffer.from(content);
    renamed.write('writex', renamed.lastIndexOf('writer')); // of the last group, not of the schema
    writeFileSync(broken, renamed);
    await expect(readParquetImages(broken, femnist)).rejects.toThrow(
      /broken\.parquet: is a broken Parquet file: its rows have other columns than its schema/,
    );
    content.fill(0, 20, 300);
    writeFileSync(broken, content);
    await expect(readParquetImages(broken, femnist)).rejects.toThrow(
      /broken\.parquet: is not a Parquet file that can be read/,
    );
    await expect(readParquetImages(join(folder, 'gone.parquet'), femnist)).rejects.toThrow(
      /gone\.parquet: cannot be read: .*ENOENT/,
    );
  });
});
