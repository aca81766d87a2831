import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { formatBytes } from '../../../src/core/formatBytes';
import { Rng } from '../../../src/core/rng';
import { catalogue } from '../../../src/data/download/catalogue';
import { type DataCommandIo, main } from '../../../src/data/download/cli';
import type { DataSource } from '../../../src/data/download/dataSource';
import { withTemporaryFolder } from '../../support/temporaryFolder';
import { file, sha256, withServer } from './server';

const noise = Rng.fromSeed(1);
const content = gzipSync(Buffer.from(Array.from({ length: 30_000 }, () => noise.integer(256))));

interface Trial {
  readonly folder: string;
  readonly url: string;
  /** Runs the command; gives the exit code and what was written. */
  readonly run: (
    argv: string[],
    changes?: Partial<DataCommandIo>,
  ) => Promise<{ code: number; out: string; err: string }>;
}

async function trial(body: (t: Trial) => Promise<void>): Promise<void> {
  await withTemporaryFolder((folder) =>
    withServer({ '/a.gz': file(content) }, async ({ url }) => {
      const sources = [small(url, {}), small(url, { name: 'unsized' }, {}), made];
      const run: Trial['run'] = async (argv, changes = {}) => {
        const out = new PassThrough();
        const err = new PassThrough();
        const signal = new AbortController().signal;
        const code = await main(argv, {
          out,
          err,
          folder,
          sources,
          ask: undefined,
          signal,
          ...changes,
        });
        return { code, out: textOf(out), err: textOf(err) };
      };
      await body({ folder, url, run });
    }),
  );
}

const textOf = (stream: PassThrough): string => String(stream.read() ?? '');

function small(
  url: string,
  changes: Partial<DataSource>,
  known: object = { bytes: content.length, sha256: sha256(content) },
): DataSource {
  return {
    name: 'tiny',
    title: 'Tiny: a file',
    files: [{ name: 'a.gz', urls: [`${url}/a.gz`], ...known }],
    licence: 'MIT',
    citation: 'Nobody 2020',
    load: "loadTiny('FOLDER')",
    ...changes,
  };
}

const made: DataSource = {
  ...small('', { name: 'made', title: 'Made: by a program' }),
  files: [],
  instructions: 'Run the program and copy to FOLDER',
};

test('list shows names, sizes, licences and which datasets are here', async () => {
  await trial(async ({ folder, run }) => {
    const before = await run(['list']);
    expect(before.code).toBe(0);
    const size = formatBytes(content.length);
    expect(before.out).toBe(
      `tiny     Tiny: a file\n         ${size} to download; MIT\n` +
        'unsized  Tiny: a file\n         size known only to the server; MIT\n' +
        'made     Made: by a program\n         you make it yourself; MIT\n' +
        `\nFetch one with: npm run data -- get NAME\nIt goes to: ${folder}\n`,
    );
    await run(['get', 'tiny']);
    expect((await run([])).out).toContain(`MIT\n         here: ${join(folder, 'tiny')}\n`);
  });
});

test('get shows the size first, then where the file is and how to load it', async () => {
  await trial(async ({ folder, run }) => {
    const { code, out, err } = await run(['get', 'tiny']);
    const size = formatBytes(content.length);
    const here = join(folder, 'tiny');
    expect(code).toBe(0);
    expect(err.startsWith(`Tiny: a file\n${size} to download, to ${here}\n`)).toBe(true);
    expect(err).toContain(`downloading a.gz · 0 % of ${size} · 0:00\n`);
    expect(err).toMatch(/\nverifying a\.gz · /);
    expect(out).toBe(
      `downloaded: ${join(here, 'a.gz')}\n\nLoad it with: loadTiny('${here}')\n` +
        'License: MIT\nCite: Nobody 2020\n',
    );
    const again = await run(['get', 'tiny']);
    expect(again.code).toBe(0);
    expect(again.out.startsWith(`already there: ${join(here, 'a.gz')}\n`)).toBe(true);
    expect((await run(['get', 'tiny', '--force'])).out).toContain('downloaded: ');
  });
});

test('a size that the catalogue does not know is requested from the server', async () => {
  await trial(async ({ folder, run }) => {
    const { err } = await run(['get', 'unsized']);
    expect(err).toContain(`${formatBytes(content.length)} to download, to ${folder}`);
  });
});

test('unknown names and options exit with 2, help with 0', async () => {
  await trial(async ({ run }) => {
    expect(await run(['get', 'tini'])).toEqual({
      code: 2,
      out: '',
      err: 'There is no dataset tini. The names are: tiny, unsized, made\n',
    });
    const missing = await run(['get']);
    expect(missing.code).toBe(2);
    expect(missing.err).toContain("missing required argument 'name'");
    expect((await run(['get', 'tiny', '--fast'])).code).toBe(2);
    expect((await run(['fetch'])).code).toBe(2);
    const help = await run(['--help']);
    expect(help.code).toBe(0);
    expect(help.out).toContain('get [options] <name>');
  });
});

test('a dataset that has to be made shows how, with its folder', async () => {
  await trial(async ({ folder, run }) => {
    expect(await run(['get', 'made'])).toEqual({
      code: 1,
      out: '',
      err: `made cannot be downloaded.\nRun the program and copy to ${join(folder, 'made')}\n`,
    });
  });
});

test('failures exit with 1 and one clear message; a warning does not', async () => {
  await trial(async ({ folder, url, run }) => {
    const sources = [small(url, {}, { sha256: '0'.repeat(64) })];
    const failed = await run(['get', 'tiny'], { sources });
    expect(failed.code).toBe(1);
    expect(failed.err).toContain(`sha256 is ${sha256(content)}, expected 000`);
    expect(existsSync(join(folder, 'tiny', 'a.gz'))).toBe(false);
    writeFileSync(join(folder, 'tiny', 'a.gz'), content);
    const warned = await run(['get', 'tiny'], { sources });
    expect(warned.code).toBe(0);
    expect(warned.err).toMatch(/^Warning: .*a\.gz is not the official file \(sha256 is .*\n$/);
  });
});

test('a large download needs confirmation or --yes', async () => {
  await trial(async ({ folder, url, run }) => {
    const unpack = { kind: 'lzma', files: [{ name: 'a', bytes: 600_000_000 }] };
    const sources = [small(url, {}, { bytes: 1, unpack })];
    const silent = await run(['get', 'tiny'], { sources });
    expect(silent).toEqual({
      code: 1,
      out: '',
      err:
        `Tiny: a file\n1 byte to download, 600 MB unpacked, to ${join(folder, 'tiny')}\n` +
        'This is a large download: add --yes to continue.\n',
    });
    const asked: string[] = [];
    const ask = (answer: boolean) => (question: string) => {
      asked.push(question);
      return Promise.resolve(answer);
    };
    expect((await run(['get', 'tiny'], { sources, ask: ask(false) })).code).toBe(1);
    expect(asked).toEqual(['This is a large download. Continue? [y/N] ']);
    const wrongSize = `has ${content.length} bytes, expected 1`;
    expect((await run(['get', 'tiny'], { sources, ask: ask(true) })).err).toContain(wrongSize);
    expect((await run(['get', 'tiny', '--yes'], { sources })).err).toContain(wrongSize);
    expect(asked).toHaveLength(2);
  });
});

test('stopping exits with 130', async () => {
  await trial(async ({ run }) => {
    const { code, err } = await run(['get', 'tiny'], { signal: AbortSignal.abort() });
    expect(code).toBe(130);
    expect(err).toMatch(/^stopped: 0 bytes are kept in .*a\.gz\.part/m);
  });
});

test('Ctrl-C in a separate process leaves a part from which the next run resumes', async () => {
  const slow = { requests: [] as string[] };
  await withTemporaryFolder((folder) =>
    withServer(
      {
        '/a.gz': (request, response) => {
          slow.requests.push(request.headers.range ?? 'all');
          if (request.headers.range) {
            file(content, '"v1"')(request, response);
            return;
          }
          response.writeHead(200, { etag: '"v1"', 'content-length': content.length });
          response.write(content.subarray(0, 1000));
        },
      },
      async ({ url }) => {
        const first = start(folder, small(url, {}));
        const part = join(folder, 'tiny', 'a.gz.part');
        await until(() => existsSync(part) && statSync(part).size === 1000);
        first.child.kill('SIGINT');
        expect(await first.code).toBe(130);
        expect(readdirSync(join(folder, 'tiny'))).toEqual(['a.gz.part', 'a.gz.part.json']);
        expect(await start(folder, small(url, {})).code).toBe(0);
        expect(slow.requests).toEqual(['all', 'bytes=1000-']);
        expect(readFileSync(join(folder, 'tiny', 'a.gz'))).toEqual(content);
      },
    ),
  );
});

/** Runs `get tiny` in a separate process. */
function start(
  folder: string,
  source: DataSource,
): { readonly child: ReturnType<typeof spawn>; readonly code: Promise<number | null> } {
  const program = join(__dirname, 'cliProcess.cjs');
  const child = spawn(process.execPath, [program, JSON.stringify(source), 'get', 'tiny'], {
    env: { ...process.env, FEDERATED_DATA_DIR: folder },
    stdio: 'ignore',
  });
  return { child, code: new Promise((resolve) => child.on('exit', resolve)) };
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 3000 && !condition(); i++) await new Promise((go) => setTimeout(go, 20));
}

test('the real catalogue lists', async () => {
  await trial(async ({ folder, run }) => {
    mkdirSync(join(folder, 'mnist'));
    const { out } = await run(['list'], { sources: catalogue });
    expect(out).toContain('mnist             MNIST: 70,000 handwritten digits\n');
    expect(out).toContain('171 MB to download, 4.71 GB unpacked');
    expect(out).not.toContain('here:');
  });
});

test('the code to paste is valid JavaScript, whatever the folder is called', async () => {
  await trial(async ({ folder, run }) => {
    const odd = join(folder, "it's $& mine");
    const { out } = await run(['get', 'tiny'], { folder: odd });
    const [, literal] = /loadTiny\(('.*')\)\n/.exec(out)!;
    expect(runInNewContext(literal)).toBe(join(odd, 'tiny'));
    expect((await run(['get', 'made'], { folder: odd })).err).toContain(
      `copy to ${join(odd, 'made')}\n`,
    );
  });
});

test('a system’s error is a sentence', async () => {
  await trial(async ({ folder, run }) => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const { code, err } = await run(['get', 'tiny'], { folder: file });
    expect(code).toBe(1);
    expect(err).toMatch(/cannot write .*: .* \((ENOTDIR|EEXIST)\); choose another folder with /);
  });
});
