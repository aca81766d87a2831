import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { filesByColumn } from '../../../src/flower/launch/filesOfClients';
import { tableOf } from '../../../src/tables/tableOf';
import { writeTable } from '../../../src/tables/writeTable';
import { withTemporaryFolder } from '../../support/temporaryFolder';

test('each value of a column gets a file with its rows alone, until they are removed', async () => {
  await withTemporaryFolder(async (folder) => {
    const file = join(folder, 'all.csv');
    const hospital = ['North', 'a/b', 'North', 'north'];
    writeTable(tableOf({ hospital, age: [1, 2, 3, 4], secret: [5, 6, 7, 8] }), file);
    const { files, remove } = await filesByColumn([file], 'hospital', ['age'], {});
    expect(files.map((path) => [basename(path), readFileSync(path, 'utf8')])).toEqual([
      ['client 1.csv', 'age\r\n1\r\n3\r\n'],
      ['client 2.csv', 'age\r\n2\r\n'],
      ['client 3.csv', 'age\r\n4\r\n'],
    ]);
    remove();
    expect(existsSync(dirname(files[0]))).toBe(false);

    writeTable(tableOf({ hospital: ['east wing', '', 'west'], age: [1, 2, 3] }), file);
    await expect(filesByColumn([file], 'hospital', ['age'], {})).rejects.toThrow(
      `${file}: row 2 has no value of "hospital"`,
    );
    const kept = await filesByColumn([file], 'hospital', ['age'], { incompleteRows: 'drop' });
    expect(kept.files.map((path) => basename(path))).toEqual(['east wing.csv', 'west.csv']);
    kept.remove();
    await expect(filesByColumn([file], 'clinic', ['age'], {})).rejects.toThrow('"hospital"');
  });
});
