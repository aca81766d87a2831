import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../../../src/core/errors';
import { difference, hashFile, verifyPlaced } from '../../../src/data/download/checksum';
import { withTemporaryFolder } from '../../support/temporaryFolder';

// printf abc | md5sum, sha256sum (RFC 1321, FIPS 180-2)
const md5 = '900150983cd24fb0d6963f7d28e17f72';
const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

test('checksums of a file, and how it differs from what is expected', async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, 'abc');
    writeFileSync(path, 'abc');
    expect(await hashFile(path, 'md5')).toBe(md5);
    expect(await hashFile(path, 'sha256')).toBe(sha256);
    expect(await difference(path, {})).toBeUndefined();
    expect(await difference(path, { bytes: 3, md5, sha256 })).toBeUndefined();
    expect(await difference(path, { bytes: 4, sha256 })).toBe('size is 3 bytes, expected 4');
    expect(await difference(path, { md5: sha256 })).toBe(`md5 is ${md5}, expected ${sha256}`);
    expect(await difference(path, { md5, sha256: md5 })).toBe(
      `sha256 is ${sha256}, expected ${md5}`,
    );
    await expect(hashFile(path, 'md5', AbortSignal.abort())).rejects.toThrow(/abort/);
  });
});

test('a file that the user put there: official, different, or of another kind', async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, 'a.gz');
    writeFileSync(path, '\x1f\x8babc', 'latin1');
    expect(await verifyPlaced(path, { bytes: 5 })).toBeUndefined();
    expect(await verifyPlaced(path, { bytes: 6 })).toBe(
      `${path} is not the official file (size is 5 bytes, expected 6); it is used as is`,
    );
    writeFileSync(path, 'abc');
    await expect(verifyPlaced(path, { bytes: 3 })).rejects.toThrow(
      new DataError(path, 'is not a gzip file', 0).message,
    );
    const empty = join(folder, 'b.sqlite');
    writeFileSync(empty, '');
    await expect(verifyPlaced(empty, {})).rejects.toThrow(`${empty}: the file is empty`);
    writeFileSync(empty, 'SQLite format 2\0');
    await expect(verifyPlaced(empty, {})).rejects.toThrow('is not a SQLite file');
    writeFileSync(join(folder, 'c.bin'), 'x');
    expect(await verifyPlaced(join(folder, 'c.bin'), {})).toBeUndefined();
    mkdirSync(join(folder, 'd.zip'));
    await expect(verifyPlaced(join(folder, 'd.zip'), {})).rejects.toThrow(
      /cannot be read: .*EISDIR/,
    );
  });
});
