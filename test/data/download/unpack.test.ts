import { existsSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../../../src/core/errors';
import type { Unpacking } from '../../../src/data/download/dataSource';
import { unpack } from '../../../src/data/download/unpack';
import { withTemporaryFolder } from '../../support/temporaryFolder';
import { python } from '../sources/femnistFixtures';

const zipWriter = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as z:
    for name, text in zip(sys.argv[2::2], sys.argv[3::2]):
        z.writestr(name, text)`;
const tarWriter = `
import io, sys, tarfile
with tarfile.open(sys.argv[1], "w:gz") as t:
    for name, text in zip(sys.argv[2::2], sys.argv[3::2]):
        info = tarfile.TarInfo(name)
        if text.startswith("->"):
            info.type, info.linkname = tarfile.SYMTYPE, text[2:]
            t.addfile(info)
        else:
            info.size = len(text)
            t.addfile(info, io.BytesIO(text.encode()))`;
const lzmaWriter = `
import lzma, sys
form = {"alone": lzma.FORMAT_ALONE, "xz": lzma.FORMAT_XZ}[sys.argv[2]]
with lzma.open(sys.argv[1], "wb", format=form) as f:
    f.write(b"0123456789" * 2_000_000)`;

const wanted = (kind: Unpacking['kind'], ...names: string[]): Unpacking => ({
  kind,
  files: names.map((name) => ({ name, bytes: 1 })),
});

describe.each([
  ['zip', zipWriter],
  ['tar', tarWriter],
] as const)('%s', (kind, writer) => {
  test('writes the requested files under their base names, and nothing else', async () => {
    await withTemporaryFolder(async (folder) => {
      const archive = join(folder, 'all');
      python(writer, archive, 'top/a.gz', 'A', 'top/b.gz', 'B', 'top/__MAC/c', 'C', 'd', 'D');
      writeFileSync(join(folder, 'a.gz'), 'old');
      const seen: number[] = [];
      const onProgress = (bytes: number): void => void seen.push(bytes);
      const paths = await unpack(archive, wanted(kind, 'd', 'a.gz'), folder, { onProgress });
      expect(paths).toEqual([join(folder, 'd'), join(folder, 'a.gz')]);
      expect(paths.map((path) => readFileSync(path, 'utf8'))).toEqual(['D', 'A']);
      expect(readdirSync(folder).sort()).toEqual(['a.gz', 'all', 'd']);
      if (kind === 'zip') expect(seen).toHaveLength(4);
    });
  });

  test('a name that occurs twice is refused', async () => {
    await withTemporaryFolder(async (folder) => {
      const archive = join(folder, 'all');
      python(writer, archive, 'top/a.gz', 'A', 'other/a.gz', 'B');
      await expect(unpack(archive, wanted(kind, 'a.gz'), folder)).rejects.toThrow(
        /all: (cannot be unpacked: )?holds a\.gz twice$/,
      );
      expect(readdirSync(folder)).toEqual(['all']);
    });
  });

  test('writes nothing if a file is missing or the archive is broken', async () => {
    await withTemporaryFolder(async (folder) => {
      const archive = join(folder, 'all');
      python(writer, archive, 'top/a.gz', 'A'.repeat(1000));
      const missing = unpack(archive, wanted(kind, 'a.gz', 'z.gz'), folder);
      await expect(missing).rejects.toThrow(new DataError(archive, 'holds no file z.gz').message);
      expect(readdirSync(folder)).toEqual(['all']);
      truncateSync(archive, 40);
      const broken = unpack(archive, wanted(kind, 'a.gz'), folder);
      await expect(broken).rejects.toThrow(`${archive}: cannot be unpacked: `);
      expect(readdirSync(folder)).toEqual(['all']);
    });
  });

  test('a path cannot escape the folder', async () => {
    await withTemporaryFolder(async (folder) => {
      const archive = join(folder, 'all');
      python(writer, archive, '../../evil', 'E', '/tmp/federated-absolute', 'F', 'a', 'A');
      const done = unpack(archive, wanted(kind, 'evil', 'a'), folder);
      if (kind === 'zip') {
        await expect(done).rejects.toThrow('cannot be unpacked: invalid relative path: ../../evil');
      } else {
        expect(await done).toEqual([join(folder, 'evil'), join(folder, 'a')]);
      }
      expect(existsSync(join(folder, '..', 'evil'))).toBe(false);
      expect(existsSync(join(folder, '..', '..', 'evil'))).toBe(false);
      expect(existsSync('/tmp/federated-absolute')).toBe(false);
    });
  });
});

test('a link in a tar archive is not a file', async () => {
  await withTemporaryFolder(async (folder) => {
    const archive = join(folder, 'all');
    python(tarWriter, archive, 'top/a', '->/etc/passwd');
    const done = unpack(archive, wanted('tar', 'a'), folder);
    await expect(done).rejects.toThrow('holds no file a');
  });
});

test.each(['alone', 'xz'])('lzma, format %s', async (form) => {
  await withTemporaryFolder(async (folder) => {
    const archive = join(folder, 'data.lzma');
    python(lzmaWriter, archive, form);
    const seen: number[] = [];
    await unpack(archive, wanted('lzma', 'data'), folder, { onProgress: (n) => seen.push(n) });
    const content = readFileSync(join(folder, 'data'));
    expect(content.equals(Buffer.from('0123456789'.repeat(2_000_000)))).toBe(true);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.every((bytes) => bytes > 0)).toBe(true);
    truncateSync(archive, 500);
    const broken = unpack(archive, wanted('lzma', 'data'), folder);
    await expect(broken).rejects.toThrow(
      `${archive}: cannot be unpacked: broken or incomplete lzma (`,
    );
    expect(readFileSync(join(folder, 'data')).equals(content)).toBe(true);
  });
});

test('stopping ends the work and leaves nothing behind', async () => {
  await withTemporaryFolder(async (folder) => {
    const archive = join(folder, 'data.lzma');
    python(lzmaWriter, archive, 'xz');
    const controller = new AbortController();
    const done = unpack(archive, wanted('lzma', 'data'), folder, {
      signal: controller.signal,
      onProgress: () => {
        controller.abort();
      },
    });
    await expect(done).rejects.toThrow(/abort/);
    expect(readdirSync(folder)).toEqual(['data.lzma']);
  });
});
