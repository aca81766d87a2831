import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeTemporaries, replaceFile, writeFileAtomic } from '../../src/core/files';
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

test('if the target cannot be written, the system’s error is thrown and nothing is left behind', async () => {
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

test('content in pieces replaces a file only when complete', async () => {
  await withTemporaryFolder((folder) => {
    const path = join(folder, 'a');
    replaceFile(path, (descriptor) => {
      writeFileSync(descriptor, 'one ');
      writeFileSync(descriptor, 'two');
    });
    expect(() => {
      replaceFile(path, (descriptor) => {
        writeFileSync(descriptor, 'three');
        throw new Error('no more');
      });
    }).toThrow('no more');
    expect(readFileSync(path, 'utf8')).toBe('one two');
    expect(readdirSync(folder)).toEqual(['a']);
  });
});

test('leftovers of a killed writer are removed, and nothing else', async () => {
  await withTemporaryFolder((folder) => {
    for (const name of ['a.0123456789ab.part', 'b.part', 'c'])
      writeFileSync(join(folder, name), '');
    removeTemporaries(folder);
    expect(readdirSync(folder).sort()).toEqual(['b.part', 'c']);
  });
});
