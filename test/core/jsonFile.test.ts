import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJsonFile } from '../../src/core/jsonFile';
import { withTemporaryFolder } from '../support/temporaryFolder';

const text = '{ "α": [1, 2],\r\n "b": "\\ufeff" }\r\n';
const value = { α: [1, 2], b: '\ufeff' };
const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');

test.each([
  ['without a byte order mark', Buffer.from(text)],
  ['with one in UTF-8', Buffer.from(`\ufeff${text}`)],
  ['with one in UTF-16, little endian', utf16],
  ['with one in UTF-16, big endian', Buffer.from(utf16).swap16()],
])('JSON %s is read', async (_, bytes) => {
  await withTemporaryFolder((folder) => {
    const file = join(folder, 'a.json');
    writeFileSync(file, bytes);
    expect(readJsonFile(file)).toEqual(value);
  });
});

test('what is not JSON, and what cannot be read, is named', async () => {
  await withTemporaryFolder((folder) => {
    const file = join(folder, 'a.json');
    expect(() => readJsonFile(file)).toThrow(`${file}: cannot be read: there is no such file`);
    for (const content of ['', '\ufeff', '{', '\ufeff\ufeff1']) {
      writeFileSync(file, content);
      expect(() => readJsonFile(file)).toThrow(`${file}: is not JSON: `);
    }
  });
});
