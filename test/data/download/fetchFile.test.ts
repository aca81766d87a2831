import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DownloadError } from '../../../src/core/errors';
import type { RemoteFile } from '../../../src/data/download/dataSource';
import { type FileProgress, fetchFile } from '../../../src/data/download/fetchFile';
import { withTemporaryFolder } from '../../support/temporaryFolder';
import { type Answer, breakingOff, file, sha256, withServer } from './server';

const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * i) % 251));
const checked = { bytes: content.length, sha256: sha256(content) };

const remote = (urls: readonly string[], known: Partial<RemoteFile> = {}): RemoteFile => ({
  name: 'digits.gz',
  urls,
  ...known,
});

/** A fresh folder and a server with one file, `/digits.gz`. */
async function trial(
  answer: Answer,
  body: (t: { target: string; url: string; folder: string; requests: string[] }) => Promise<void>,
): Promise<void> {
  await withTemporaryFolder((folder) =>
    withServer({ '/digits.gz': answer, '/good.gz': file(content) }, ({ url, requests }) =>
      body({ target: join(folder, 'digits.gz'), url, folder, requests }),
    ),
  );
}

/** What an interrupted download leaves. */
function leavePart(target: string, url: string, part: Uint8Array, validator: string): void {
  writeFileSync(`${target}.part`, part);
  writeFileSync(`${target}.part.json`, JSON.stringify({ url, validator }));
}

test('a whole file: the size is reported first, the file appears complete, nothing else remains', async () => {
  await trial(file(content), async ({ target, url, folder, requests }) => {
    const progress: FileProgress[] = [];
    await fetchFile(remote([`${url}/digits.gz`], checked), target, {
      onProgress: (step) => {
        progress.push(step);
        expect(existsSync(target)).toBe(false);
      },
    });
    expect(readFileSync(target).equals(content)).toBe(true);
    expect(readdirSync(folder)).toEqual(['digits.gz']);
    expect(requests).toEqual(['GET /digits.gz']);
    const size = { file: 'digits.gz', totalBytes: 300_000 };
    expect(progress[0]).toEqual({ ...size, step: 'download', bytes: 0 });
    expect(progress.at(-1)).toEqual({ ...size, step: 'verify', bytes: 300_000 });
    const arrived = progress.map(({ bytes }) => bytes);
    expect(arrived).toEqual([...arrived].sort((a, b) => a - b));
  });
});

test('resumes where an earlier try ended', async () => {
  await trial(file(content, '"v1"'), async ({ target, url, requests }) => {
    leavePart(target, `${url}/digits.gz`, content.subarray(0, 100_001), '"v1"');
    const first: number[] = [];
    await fetchFile(remote([`${url}/digits.gz`], checked), target, {
      onProgress: ({ bytes }) => first.push(bytes),
    });
    expect(first[0]).toBe(100_001);
    expect(requests).toEqual(['GET /digits.gz bytes=100001-']);
    expect(readFileSync(target).equals(content)).toBe(true);
  });
});

test.each([
  ['the server has another version', file(content, '"v2"'), '"v1"', ' bytes=5000-'],
  ['the server ignores ranges', plain({}), '"v1"', ' bytes=5000-'],
  ['the part came from elsewhere', file(content, '"v1"'), undefined, ''],
])('starts again where %s', async (_, answer, validator, range) => {
  await trial(answer, async ({ target, url, requests }) => {
    const from = validator ? `${url}/digits.gz` : `${url}/old.gz`;
    leavePart(target, from, Buffer.alloc(5000, 7), validator ?? '"v1"');
    await fetchFile(remote([`${url}/digits.gz`]), target);
    expect(requests).toEqual([`GET /digits.gz${range}`]);
    expect(readFileSync(target).equals(content)).toBe(true);
  });
});

test('a part without its note, or with a broken one, is not used', async () => {
  await trial(file(content), async ({ target, url, requests }) => {
    writeFileSync(`${target}.part`, Buffer.alloc(5000, 7));
    await fetchFile(remote([`${url}/digits.gz`]), target);
    expect(readFileSync(target).equals(content)).toBe(true);
    writeFileSync(`${target}.part`, Buffer.alloc(5000, 7));
    writeFileSync(`${target}.part.json`, '{');
    await fetchFile(remote([`${url}/digits.gz`]), target);
    expect(readFileSync(target).equals(content)).toBe(true);
    expect(requests).toEqual(['GET /digits.gz', 'GET /digits.gz']);
  });
});

test('a part longer than the file is discarded (HTTP 416)', async () => {
  await trial(file(content, '"v1"'), async ({ target, url, requests }) => {
    leavePart(target, `${url}/digits.gz`, Buffer.alloc(300_001), '"v1"');
    await fetchFile(remote([`${url}/digits.gz`]), target);
    expect(requests).toEqual(['GET /digits.gz bytes=300001-', 'GET /digits.gz']);
    expect(readFileSync(target).equals(content)).toBe(true);
  });
});

test('a complete part is verified and kept without requesting it again', async () => {
  await trial(file(content, '"v1"'), async ({ target, url, requests }) => {
    leavePart(target, `${url}/digits.gz`, content, '"v1"');
    await fetchFile(remote([`${url}/digits.gz`], checked), target);
    expect(requests).toEqual([]);
    expect(readFileSync(target).equals(content)).toBe(true);
  });
});

test('a broken connection is resumed', async () => {
  let calls = 0;
  const once: Answer = (request, response) => {
    (calls++ === 0 ? breakingOff(content, 120_000) : file(content))(request, response);
  };
  await trial(once, async ({ target, url, requests }) => {
    await fetchFile(remote([`${url}/digits.gz`], checked), target);
    expect(requests[0]).toBe('GET /digits.gz');
    expect(requests.slice(1)).toEqual([expect.stringMatching(/^GET \/digits\.gz bytes=\d+-$/)]);
    expect(readFileSync(target).equals(content)).toBe(true);
  });
});

test('a body that ends early is refused and kept for the next try', async () => {
  const short: Answer = (_, response) => {
    response.setHeader('etag', '"v1"');
    response.write(content.subarray(0, 1000));
    response.end();
  };
  await trial(short, async ({ target, url, folder }) => {
    const done = fetchFile(remote([`${url}/digits.gz`], checked), target);
    await expect(done).rejects.toThrow(/digits\.gz: ended after 1000 of 300000 bytes/);
    expect(readdirSync(folder)).toEqual(['digits.gz.part', 'digits.gz.part.json']);
  });
});

test('a wrong checksum is refused: the file is removed, the error names file, expected and got', async () => {
  const wrong = Buffer.from(content);
  wrong[5] ^= 1;
  await trial(file(wrong), async ({ target, url, folder }) => {
    const done = fetchFile(remote([`${url}/digits.gz`], checked), target);
    await expect(done).rejects.toThrow(DownloadError);
    await expect(done).rejects.toThrow(
      `digits.gz could not be downloaded:\n  ${url}/digits.gz: ` +
        `sha256 is ${sha256(wrong)}, expected ${sha256(content)}; the download has been removed\n` +
        `Check the connection and try again, or put the file there yourself: ${target}`,
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});

test('md5 is checked if that is what the publisher gives', async () => {
  await trial(file(Buffer.from('hello')), async ({ target, url }) => {
    const md5 = '5d41402abc4b2a76b9719d911017c592'; // printf hello | md5sum
    await fetchFile(remote([`${url}/digits.gz`], { md5 }), target);
    expect(readFileSync(target, 'utf8')).toBe('hello');
    const bad = fetchFile(
      remote([`${url}/digits.gz`], { md5: md5.replace('5', '6') }),
      `${target}2`,
    );
    await expect(bad).rejects.toThrow(`md5 is ${md5}, expected 6d4140`);
  });
});

test('mirrors are tried in order, and a wrong file from one is replaced by the right one', async () => {
  await trial(file(Buffer.alloc(300_000)), async ({ target, url, requests }) => {
    const urls = [`${url}/none`, `${url}/digits.gz`, `${url}/good.gz`];
    await fetchFile(remote(urls, checked), target);
    expect(requests).toEqual(['GET /none', 'GET /digits.gz', 'GET /good.gz']);
    expect(readFileSync(target).equals(content)).toBe(true);
  });
});

test('each mirror’s reason is in the error', async () => {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  await trial(file(content), async ({ target, url, folder }) => {
    const refused = `http://127.0.0.1:${port}/x`;
    const done = fetchFile(
      remote([`${url}/none`, refused, `${url}/digits.gz`], { bytes: 5 }),
      target,
    );
    await expect(done).rejects.toThrow(`${url}/none: HTTP 404 Not Found`);
    await expect(done).rejects.toThrow(
      `${refused}: connect ECONNREFUSED 127.0.0.1:${port} (ECONNREFUSED)`,
    );
    await expect(done).rejects.toThrow(`${url}/digits.gz: has 300000 bytes, expected 5`);
    expect(readdirSync(folder)).toEqual([]);
  });
});

test('no network at all', async () => {
  await withTemporaryFolder(async (folder) => {
    const cause = Object.assign(new Error('getaddrinfo ENOTFOUND data.example'), {
      code: 'ENOTFOUND',
    });
    const done = fetchFile(remote(['https://data.example/a']), join(folder, 'a'), {
      fetch: () => Promise.reject(new TypeError('fetch failed', { cause })),
    });
    await expect(done).rejects.toThrow(
      'https://data.example/a: getaddrinfo ENOTFOUND data.example (ENOTFOUND)',
    );
  });
});

test('a silent server is given up on', async () => {
  const silent: Answer = (_, response) => {
    response.writeHead(200, { 'content-length': 10 });
    response.write('abc');
  };
  await trial(silent, async ({ target, url }) => {
    const done = fetchFile(remote([`${url}/digits.gz`]), target, { idleSeconds: 0.1 });
    await expect(done).rejects.toThrow(`${url}/digits.gz: no answer for 0.1 seconds`);
  });
});

test('a body that the server compresses on the way is refused', async () => {
  await trial(plain({ 'content-encoding': 'br' }), async ({ target, url }) => {
    const done = fetchFile(remote([`${url}/digits.gz`]), target);
    await expect(done).rejects.toThrow('sends an encoded file (content-encoding br)');
  });
});

test('a range that was not requested is refused', async () => {
  const other: Answer = (_, response) => {
    response.writeHead(206, { 'content-range': 'bytes 7-9/10' }).end('abc');
  };
  await trial(other, async ({ target, url }) => {
    leavePart(target, `${url}/digits.gz`, Buffer.alloc(5), '"v1"');
    const done = fetchFile(remote([`${url}/digits.gz`]), target);
    await expect(done).rejects.toThrow(
      'asked for bytes from 5, but the server sent "bytes 7-9/10"',
    );
  });
});

test('stopping keeps what has arrived, and the next try resumes there', async () => {
  await trial(breakingSlowly(), async ({ target, url, folder, requests }) => {
    const controller = new AbortController();
    const done = fetchFile(remote([`${url}/digits.gz`, `${url}/good.gz`], checked), target, {
      signal: controller.signal,
      onProgress: ({ bytes }) => {
        if (bytes >= 1000) controller.abort();
      },
    });
    await expect(done).rejects.toThrow(
      `stopped: 1000 bytes are kept in ${target}.part; the next try resumes there`,
    );
    expect(readdirSync(folder)).toEqual(['digits.gz.part', 'digits.gz.part.json']);
    expect(readFileSync(`${target}.part`).equals(content.subarray(0, 1000))).toBe(true);
    expect(requests).toEqual(['GET /digits.gz']);
    const again = fetchFile(remote([`${url}/digits.gz`]), target, { signal: AbortSignal.abort() });
    await expect(again).rejects.toThrow('stopped: 1000 bytes are kept');
    await fetchFile(remote([`${url}/digits.gz`], checked), target);
    expect(requests.at(-1)).toBe('GET /digits.gz bytes=1000-');
    expect(readFileSync(target).equals(content)).toBe(true);
  });
});

test('a folder that cannot be written is named', async () => {
  await trial(file(content), async ({ folder, url }) => {
    writeFileSync(join(folder, 'occupied'), '');
    const below = join(folder, 'occupied', 'digits.gz');
    const done = fetchFile(remote([`${url}/digits.gz`]), below);
    await expect(done).rejects.toThrow(DownloadError);
    await expect(done).rejects.toThrow(
      /cannot write .*digits\.gz: [^;]*\((ENOTDIR|EEXIST)\); choose another folder with FEDERATED_DATA_DIR/,
    );
    mkdirSync(join(folder, 'taken.part'));
    const taken = fetchFile(remote([`${url}/digits.gz`]), join(folder, 'taken'));
    await expect(taken).rejects.toThrow(/cannot write .*taken.*: .*(EISDIR|directory)/);
  });
});

const full = existsSync('/dev/full') ? test : test.skip;
full('a full disk is said to be full [needs /dev/full]', async () => {
  await trial(file(content, '"v1"'), async ({ target, url }) => {
    leavePart(`${target}x`, `${url}/digits.gz`, Buffer.alloc(0), '"v1"');
    symlinkSync('/dev/full', `${target}.part`);
    writeFileSync(`${target}.part.json`, readFileSync(`${target}x.part.json`));
    const done = fetchFile(remote([`${url}/digits.gz`], checked), target);
    await expect(done).rejects.toThrow(
      `cannot write ${target}.part: the disk is full (ENOSPC); free some space and try again`,
    );
    expect(existsSync(target)).toBe(false);
  });
});

/** The whole file whatever is asked for, without an ETag. */
function plain(headers: Record<string, string>): Answer {
  return (_, response) => {
    response.writeHead(200, headers).end(content);
  };
}

/** A thousand bytes and then nothing; ranges are answered. */
function breakingSlowly(): Answer {
  return (request, response) => {
    if (request.headers.range) {
      file(content, '"v1"')(request, response);
      return;
    }
    response.writeHead(200, { etag: '"v1"', 'content-length': content.length });
    response.write(content.subarray(0, 1000));
  };
}
