import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../src/core/files';
import { withTemporaryFolder } from '../support/temporaryFolder';

test('a file is written with its folders, and replaces an older one', async () => {
  await withTemporaryFolder((folder) => {
    const path = join(folder, 'a', 'b.txt');
    writeFileAtomic(path, 'old');
    writeFileAtomic(path, new TextEncoder().encode('new'));
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(join(folder, 'a'))).toEqual(['b.txt']);
  });
});

test('where the target cannot be written, the system’s error comes and nothing is left', async () => {
  await withTemporaryFolder((folder) => {
    mkdirSync(join(folder, 'taken'));
    expect(() => {
      writeFileAtomic(join(folder, 'taken'), 'x');
    }).toThrow(/EISDIR|EPERM|EEXIST/);
    expect(readdirSync(folder)).toEqual(['taken']);
    writeFileSync(join(folder, 'file'), '');
    expect(() => {
      writeFileAtomic(join(folder, 'file', 'below'), 'x');
    }).toThrow(/ENOTDIR|EEXIST/);
    expect(readdirSync(folder)).toEqual(['file', 'taken']);
  });
});
