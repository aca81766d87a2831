import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ArgumentError, DownloadError } from '../../../src/core/errors';
import type { DataSource, RemoteFile } from '../../../src/data/download/dataSource';
import { download, isPresent } from '../../../src/data/download/download';
import type { FileProgress } from '../../../src/data/download/fetchFile';
import { withTemporaryFolder } from '../../support/temporaryFolder';
import { python } from '../sources/femnistFixtures';
import { type Answer, file, sha256, withServer } from './server';

const images = gzipSync('images');
const labels = gzipSync('labels');

const source = (files: readonly RemoteFile[]): DataSource => ({
  name: 'tiny',
  title: 'Tiny',
  files,
  licence: 'none',
  citation: 'nobody',
  load: "loadTiny('FOLDER')",
});

/** A folder that does not exist yet and a server. */
async function trial(
  answers: Record<string, Answer>,
  body: (t: { folder: string; url: string; requests: string[] }) => Promise<void>,
): Promise<void> {
  await withTemporaryFolder((folder) =>
    withServer(answers, ({ url, requests }) =>
      body({ folder: join(folder, 'data', 'tiny'), url, requests }),
    ),
  );
}

const pair = (url: string): DataSource =>
  source([
    { name: 'images.gz', urls: [`${url}/images.gz`], sha256: sha256(images) },
    { name: 'labels.gz', urls: [`${url}/labels.gz`], sha256: sha256(labels) },
  ]);
const answers = { '/images.gz': file(images), '/labels.gz': file(labels) };

test('fetches all files, and finds them the next time', async () => {
  await trial(answers, async ({ folder, url, requests }) => {
    const paths = [join(folder, 'images.gz'), join(folder, 'labels.gz')];
    expect(isPresent(pair(url), folder)).toBe(false);
    expect(await download(pair(url), folder)).toEqual(
      paths.map((path) => ({ path, state: 'downloaded' })),
    );
    expect(paths.map((path) => readFileSync(path))).toEqual([images, labels]);
    expect(isPresent(pair(url), folder)).toBe(true);
    expect(await download(pair(url), folder)).toEqual(
      paths.map((path) => ({ path, state: 'already there' })),
    );
    expect(requests).toHaveLength(2);
    await download(pair(url), folder, { force: true });
    expect(requests).toHaveLength(4);
  });
});

test('a file that the user put there is kept, with a warning if it differs, and refused if it is of the wrong kind', async () => {
  await trial(answers, async ({ folder, url, requests }) => {
    mkdirSync(folder, { recursive: true });
    const own = gzipSync('my own images');
    const path = join(folder, 'images.gz');
    writeFileSync(path, own);
    const [first, second] = await download(pair(url), folder);
    expect(first.state).toBe('already there');
    expect(first.warning).toBe(
      `${path} is not the official file ` +
        `(sha256 is ${sha256(own)}, expected ${sha256(images)}); it is used as is`,
    );
    expect(second).toEqual({ path: join(folder, 'labels.gz'), state: 'downloaded' });
    expect(readFileSync(path)).toEqual(own);
    writeFileSync(path, '<html>Not found</html>');
    const done = download(pair(url), folder);
    await expect(done).rejects.toThrow(DownloadError);
    await expect(done).rejects.toThrow(
      `${path} (byte 0): is not a gzip file; remove the file, or fetch it again with --force`,
    );
    expect(requests).toEqual(['GET /labels.gz']);
    await download(pair(url), folder, { force: true });
    expect(readFileSync(path)).toEqual(images);
  });
});

const tar = `
import io, sys, tarfile
with tarfile.open(sys.argv[1], "w:gz") as t:
    for name in ("a.bin", "b.bin", "readme.html"):
        info = tarfile.TarInfo("batches/" + name)
        info.size = 5
        t.addfile(info, io.BytesIO(name[:1].encode() * 5))`;

async function archived(
  body: (t: {
    tiny: DataSource;
    folder: string;
    archive: Buffer;
    requests: string[];
  }) => Promise<void>,
): Promise<void> {
  await withTemporaryFolder(async (place) => {
    const path = join(place, 'all.tar.gz');
    python(tar, path);
    const archive = readFileSync(path);
    await withServer({ '/all.tar.gz': file(archive) }, async ({ url, requests }) => {
      const remote: RemoteFile = {
        name: 'all.tar.gz',
        urls: [`${url}/all.tar.gz`],
        bytes: archive.length,
        sha256: sha256(archive),
        unpack: {
          kind: 'tar',
          files: [
            { name: 'a.bin', bytes: 5 },
            { name: 'b.bin', bytes: 5 },
          ],
        },
      };
      await body({ tiny: source([remote]), folder: join(place, 'tiny'), archive, requests });
    });
  });
}

test('an archive is verified, unpacked and removed', async () => {
  await archived(async ({ tiny, folder, archive, requests }) => {
    const progress: FileProgress[] = [];
    const files = await download(tiny, folder, { onProgress: (step) => progress.push(step) });
    const paths = [join(folder, 'a.bin'), join(folder, 'b.bin')];
    expect(files).toEqual(paths.map((path) => ({ path, state: 'unpacked' })));
    expect(paths.map((path) => readFileSync(path, 'utf8'))).toEqual(['aaaaa', 'bbbbb']);
    expect(readdirSync(folder)).toEqual(['a.bin', 'b.bin']);
    expect([...new Set(progress.map(({ step }) => step))]).toEqual([
      'download',
      'verify',
      'unpack',
    ]);
    expect(progress.find(({ step }) => step === 'unpack')).toEqual({
      file: 'all.tar.gz',
      step: 'unpack',
      bytes: 0,
      totalBytes: archive.length,
    });
    const again = await download(tiny, folder);
    expect(again.map(({ state }) => state)).toEqual(['already there', 'already there']);
    writeFileSync(paths[0], 'aaaaaa');
    expect((await download(tiny, folder))[0].warning).toContain('size is 6 bytes, expected 5');
    expect(requests).toEqual(['GET /all.tar.gz']);
  });
});

test('an archive that the user put there is unpacked without a download', async () => {
  await archived(async ({ tiny, folder, archive, requests }) => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'all.tar.gz'), archive);
    const files = await download(tiny, folder);
    expect(files.map(({ state, warning }) => [state, warning])).toEqual([
      ['unpacked', undefined],
      ['unpacked', undefined],
    ]);
    expect(requests).toEqual([]);
  });
});

test('an archive that cannot be unpacked stays, and none of its files appear', async () => {
  await archived(async ({ tiny, folder }) => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'all.tar.gz'), gzipSync('no tar'));
    const done = download(tiny, folder);
    await expect(done).rejects.toThrow(DownloadError);
    await expect(done).rejects.toThrow(
      /all\.tar\.gz: cannot be unpacked: broken or incomplete tar \(/,
    );
    expect(readdirSync(folder)).toEqual(['all.tar.gz']);
  });
});

test('stopping during unpacking keeps the archive', async () => {
  await archived(async ({ tiny, folder, archive }) => {
    const controller = new AbortController();
    const done = download(tiny, folder, {
      signal: controller.signal,
      onProgress: ({ step }) => {
        if (step === 'unpack') controller.abort();
      },
    });
    const path = join(folder, 'all.tar.gz');
    await expect(done).rejects.toThrow(`stopped: ${path} is kept, the next try unpacks it`);
    expect(readdirSync(folder)).toEqual(['all.tar.gz']);
    expect(readFileSync(path)).toEqual(archive);
  });
});

test('a download that cannot fit on the disk is not started', async () => {
  await trial(answers, async ({ folder, url, requests }) => {
    const huge = source([{ name: 'a', urls: [`${url}/images.gz`], bytes: 10 ** 18 }]);
    await expect(download(huge, folder)).rejects.toThrow(
      /^tiny needs 1000000000000000000 bytes in .*tiny, but only \d+ are free; choose another folder/,
    );
    expect(requests).toEqual([]);
  });
});

test('a folder that cannot be created is named', async () => {
  await trial(answers, async ({ folder, url }) => {
    mkdirSync(join(folder, '..'), { recursive: true });
    writeFileSync(folder, 'a file');
    const done = download(pair(url), folder);
    await expect(done).rejects.toThrow(DownloadError);
    await expect(done).rejects.toThrow(/cannot write .*tiny: .*EEXIST.*FEDERATED_DATA_DIR/);
    expect(statSync(folder).isFile()).toBe(true);
  });
});

test('a dataset that nobody offers', async () => {
  const done = download(source([]), '/nowhere');
  await expect(done).rejects.toThrow(
    new ArgumentError('source', 'be a dataset that can be downloaded', 'tiny').message,
  );
});
