import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from '../../../src/data/download/catalogue';
import { difference } from '../../../src/data/download/checksum';
import { diskBytes, downloadBytes, keptFiles } from '../../../src/data/download/dataSource';
import { emnistFiles } from '../../../src/data/download/emnistFiles';
import { testWithRealData } from '../../support/realData';

const named = (name: string) => catalogue.find((source) => source.name === name)!;

test('every dataset is complete, and every checksum is one', () => {
  const names = catalogue.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const source of catalogue) {
    expect(source.name).toMatch(/^[a-z0-9-]+$/);
    expect(source.load).toContain('FOLDER');
    expect(source.files.length > 0).toBe(source.instructions === undefined);
    for (const file of source.files) {
      expect(file.urls.length).toBeGreaterThan(0);
      for (const url of file.urls) expect(new URL(url).pathname.split('/').at(-1)).toBe(file.name);
      expect(file.urls[0]).toMatch(/^https:/);
      // Without TLS nothing but the checksum says what was sent.
      const plain = file.urls.some((url) => url.startsWith('http:'));
      if (plain) expect(file.sha256).toBeDefined();
      for (const { bytes, md5, sha256 } of [file, ...keptFiles(file)]) {
        if (bytes !== undefined) expect(Number.isSafeInteger(bytes) && bytes > 0).toBe(true);
        if (md5 !== undefined) expect(md5).toMatch(/^[0-9a-f]{32}$/);
        if (sha256 !== undefined) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      }
    }
  }
});

test('known sizes add up; the sum is unknown otherwise', () => {
  expect(downloadBytes(named('mnist'))).toBe(9912422 + 28881 + 1648877 + 4542);
  expect(diskBytes(named('mnist'))).toBe(downloadBytes(named('mnist')));
  expect(diskBytes(named('emnist-federated'))).toBe(4708990976);
  expect(diskBytes(named('cifar10'))).toBe(60_000 * 3073);
  expect(downloadBytes(named('fedjax-emnist'))).toBeUndefined();
});

test('EMNIST’s 24 files are slightly smaller than their archive', () => {
  expect(emnistFiles).toHaveLength(24);
  const archive = downloadBytes(named('emnist'))!;
  expect(diskBytes(named('emnist'))).toBeLessThan(archive);
  expect(diskBytes(named('emnist'))).toBeGreaterThan(0.999 * archive);
});

const real: [source: string, folder: string][] = [
  ['mnist', 'mnist'],
  ['fashion-mnist', 'fashion'],
  ['qmnist-writers', 'qmnist'],
];
for (const [source, folder] of real) {
  testWithRealData(`the checksums of ${source} are those of its files`, [folder], async (path) => {
    for (const file of named(source).files) {
      expect(file.bytes).toBeDefined();
      expect(file.sha256).toBeDefined();
      expect(await difference(join(path, file.name), file)).toBeUndefined();
    }
  });
}

testWithRealData(
  'EMNIST’s files are those of the published list',
  ['emnist', 'lfs-oids.txt'],
  (path) => {
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    const listed = lines.map((line) => {
      const [name, checksum, bytes] = line.trim().split(/\s+/);
      return { name, bytes: Number(bytes), sha256: checksum.replace('sha256:', '') };
    });
    expect(emnistFiles).toEqual(listed);
  },
);
