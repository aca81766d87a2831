import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataNames, folderNames } from '../../src/core/folderNames';
import { withTemporaryFolder } from '../support/temporaryFolder';

const data = ['a.json', 'b.sqlite', 'desktop.json', 'train'];
const hidden = ['#a.json#', '.#a.json', '.a.json.swp', '.git', 'a.json.part.json', 'a.json~'];
const ofSystems = ['.DS_Store', '._a.json', 'Desktop.ini', 'Thumbs.db', '__MACOSX', '@eaDir'];

test('system files are not content; leftovers of editors and downloads are not data', async () => {
  await withTemporaryFolder((folder) => {
    expect(folderNames(folder)).toEqual([]);
    for (const name of [...ofSystems, ...hidden]) writeFileSync(join(folder, name), '');
    expect(folderNames(folder)).toEqual([...hidden].sort());
    for (const name of data) mkdirSync(join(folder, name));
    expect(dataNames(folder)).toEqual(data);
    const none = join(folder, 'none');
    expect(() => dataNames(none)).toThrow(`${none}: cannot be read: there is no such file`);
  });
});
