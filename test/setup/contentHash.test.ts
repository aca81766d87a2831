import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withSetup } from '../support/setup';
import { withTemporaryFolder } from '../support/temporaryFolder';

const hash = (path: string, chosen = '() => true'): unknown =>
  withSetup('contentHash.mjs', `it.contentHash([${JSON.stringify(path)}], ${chosen})`);

test('a folder’s hash follows from what its files hold and are called', () =>
  withTemporaryFolder((folder) => {
    const [one, two] = ['one', 'two'].map((name) => join(folder, name));
    for (const path of [one, two]) {
      mkdirSync(join(path, 'in'), { recursive: true });
      writeFileSync(join(path, 'in', 'a.txt'), 'text');
    }
    expect(hash(one)).toBe(hash(two));
    writeFileSync(join(two, 'b.log'), '');
    expect(hash(one)).not.toBe(hash(two));
    const text = "(path) => path.endsWith('.txt')";
    expect(hash(one, text)).toBe(hash(two, text));
    writeFileSync(join(two, 'in', 'a.txt'), 'Text');
    expect(hash(one, text)).not.toBe(hash(two, text));
  }));

test('what is not there has a hash, too', () =>
  withTemporaryFolder((folder) => {
    const file = join(folder, 'file');
    const before = hash(file);
    writeFileSync(file, 'now');
    expect(hash(file)).not.toBe(before);
  }));

test('a notebook’s key follows from its code and what it ran with, not from its text', () => {
  const [chapter] = withSetup('notebooks.mjs', 'it.notebooks()') as string[];
  const key = (base: string): unknown =>
    withSetup('executedNotebooks.mjs', `it.notebookKey(${JSON.stringify(chapter)}, '${base}')`);
  expect(key('a')).toBe(key('a'));
  expect(key('a')).not.toBe(key('b'));
  expect(key('a')).toMatch(/^[\da-f]{32}$/);
});
