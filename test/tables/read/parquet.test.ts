import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { inspectTable } from '../../../src/tables/read/inspectTable';
import { readTable } from '../../../src/tables/read/readTable';
import files from '../../support/parquetTables.json';
import { withTemporaryFolder } from '../../support/temporaryFolder';

const bytesOf = (codec: keyof typeof files): Buffer => Buffer.from(files[codec], 'base64');

test.each(['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4'] as const)(
  'a file that pyarrow wrote with codec %s',
  async (codec) => {
    await withTemporaryFolder(async (folder) => {
      const file = join(folder, 'a.parquet');
      writeFileSync(file, bytesOf(codec));
      const { rows, columns } = await readTable(file);
      expect(rows).toBe(4);
      expect(columns).toEqual([
        {
          kind: 'category',
          name: 'hospital',
          codes: Int32Array.of(0, 1, -1, 0),
          categories: ['north', 'south'],
        },
        { kind: 'number', name: 'age', values: Float64Array.of(54, 61, 47, NaN) },
        { kind: 'number', name: 'weight', values: Float64Array.of(80.5, NaN, 62.25, 71) },
        {
          kind: 'category',
          name: 'treated',
          codes: Int32Array.of(0, 1, 0, -1),
          categories: ['true', 'false'],
        },
        {
          kind: 'category',
          name: 'day',
          codes: new Int32Array(4),
          categories: ['2024-02-29'],
        },
      ]);
    });
  },
);

test('only wanted columns are read, also from a file that is compressed once more', async () => {
  await withTemporaryFolder(async (folder) => {
    const file = join(folder, 'a.parquet.gz');
    writeFileSync(file, gzipSync(bytesOf('snappy')));
    const { columns } = await readTable(file, { columns: ['weight'] });
    expect(columns.map(({ name }) => name)).toEqual(['weight']);
    const summary = await inspectTable(file, { columns: ['age'] });
    expect(summary.columns).toEqual([
      {
        name: 'age',
        kind: 'number',
        missing: 1,
        numbers: { count: 3, min: 47, mean: 54, max: 61 },
      },
    ]);
    await expect(readTable(file, { columns: ['wieght'] })).rejects.toThrow(
      /be a column of .*\("weight", .*got "wieght"/,
    );
  });
});

test('a codec that is not there, nested values and damage are named', async () => {
  await withTemporaryFolder(async (folder) => {
    const file = join(folder, 'a.parquet');
    // Thrift's compact form: after the path, field 4 is the codec: 1 (Snappy) as 2, 3 (LZO) as 6.
    const bytes = bytesOf('snappy');
    bytes[bytes.indexOf('age\x15\x02', 0, 'latin1') + 4] = 6;
    writeFileSync(file, bytes);
    const codecs = 'codecs that are here: SNAPPY, GZIP, BROTLI, ZSTD, LZ4, LZ4_RAW';
    await expect(readTable(file)).rejects.toThrow(
      `${file}: column "age" is compressed with LZO; ${codecs}`,
    );
    expect((await readTable(file, { columns: ['weight'] })).rows).toBe(4);
    writeFileSync(file, bytesOf('nested'));
    await expect(readTable(file)).rejects.toThrow(
      `${file}: row 1, column "visits" holds nested values; keep other columns`,
    );
    writeFileSync(file, bytesOf('none').subarray(0, 300));
    await expect(readTable(file)).rejects.toThrow(`${file}: cannot be read as Parquet: `);
    writeFileSync(file, '');
    await expect(readTable(file)).rejects.toThrow(`${file}: is empty`);
    await expect(readTable(join(folder, 'b.parquet'))).rejects.toThrow(
      /b\.parquet: cannot be read/,
    );
  });
});
