import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withTemporaryFolder } from '../support/temporaryFolder';
import { idxBytes } from '../data/sources/idxBytes';
import { bytesOf, command, readJson, readMetrics } from './command';

const small = ['--clients', '10', '--clients-per-round', '3', '--rounds', '2', '--quiet'];

/** MNIST's four files with a few small images; `grey` is the first pixel of all. */
function writeDigits(folder: string, grey: number, label = 3): void {
  mkdirSync(folder, { recursive: true });
  for (const [part, size] of [
    ['train', 40],
    ['t10k', 10],
  ] as const) {
    const images = new Uint8Array(size * 784);
    for (let i = 0; i < size; i++) images[784 * i] = grey;
    const labels = Array.from({ length: size }, (_, i) => (i === 7 ? label : i % 10));
    writeFileSync(
      join(folder, `${part}-images-idx3-ubyte`),
      idxBytes(0x803, [size, 28, 28], [...images]),
    );
    writeFileSync(join(folder, `${part}-labels-idx1-ubyte`), idxBytes(0x801, [size], labels));
  }
}

test('options, sweeps and traces are read with a byte order mark', async () => {
  await withTemporaryFolder(async (folder) => {
    const write = (name: string, value: object): string => {
      const file = join(folder, name);
      writeFileSync(file, `\ufeff${JSON.stringify(value)}`);
      return file;
    };
    const options = { rounds: 1, clientsPerRound: 2, clients: 10 };
    const config = write('config.json', options);
    const trace = write('trace.json', { 'client-001': [1], 'client-002': [[1, 2]] });
    const run = ['--config', config, '--sampling', 'availability', '--availability', trace];
    const out = join(folder, 'a');
    expect(await command([...run, '--quiet', '--out', out])).toMatchObject({ code: 0, err: '' });
    expect(readMetrics(out)[0].clients).toEqual(['client-001', 'client-002']);
    const sweep = write('sweep.json', { ...options, seed: [1, 2] });
    const grid = await command(['--sweep', sweep, '--quiet', '--out', join(folder, 'b')]);
    expect(grid.code).toBe(0);
  });
});

test('a run resumes only with its own data, wherever that is', async () => {
  await withTemporaryFolder(async (folder) => {
    const out = join(folder, 'run');
    const data = (name: string, grey: number, label?: number): string => {
      writeDigits(join(folder, name), grey, label);
      return join(folder, name);
    };
    const first = data('first', 9);
    const run = (...options: string[]) => command([...options, '--quiet', '--out', out]);
    const begun = await run(...small, '--dataset', 'mnist', '--data-dir', first);
    expect(begun).toMatchObject({ code: 0, err: '' });
    const config = readFileSync(join(out, 'config.json'), 'utf8');
    const files = ['config.json', 'metrics.jsonl', 'weights.npz', 'clients.json'];
    const before = bytesOf(out, files);
    for (const other of [data('pixel', 8), data('label', 9, 4)]) {
      const refused = await run('--resume', '--rounds', '3', '--data-dir', other);
      expect(refused.code).toBe(1);
      expect(refused.err).toContain(
        `${join(out, 'config.json')}: the examples, labels or clients are not those that the run`,
      );
      expect(bytesOf(out, files)).toEqual(before);
    }
    cpSync(first, join(folder, 'moved'), { recursive: true });
    const moved = await run('--resume', '--rounds', '3', '--data-dir', join(folder, 'moved'));
    expect(moved.code).toBe(0);
    expect(readMetrics(out)).toHaveLength(3);

    // A run of a version that kept no checksum.
    const { facts, ...rest } = JSON.parse(config) as { facts: Record<string, unknown> };
    expect(facts.dataSha256).toMatch(/^[0-9a-f]{64}$/);
    delete facts.dataSha256;
    writeFileSync(join(out, 'config.json'), JSON.stringify({ ...rest, facts }));
    expect((await run('--resume', '--rounds', '4')).code).toBe(0);
  });
});

test('a sweep does not reuse results of other data', async () => {
  await withTemporaryFolder(async (folder) => {
    const data = join(folder, 'data');
    writeDigits(data, 9);
    const sweep = join(folder, 'grid.json');
    const options = { dataset: 'mnist', dataDir: data, clients: 5, rounds: 1 };
    writeFileSync(sweep, JSON.stringify({ ...options, seed: [1, 2] }));
    const out = join(folder, 'out');
    expect((await command(['--sweep', sweep, '--quiet', '--out', out])).code).toBe(0);
    writeDigits(data, 8);
    const resumed = await command(['--resume', '--quiet', '--out', out]);
    expect(resumed.code).toBe(1);
    expect(resumed.err).toContain('the examples, labels or clients are not those that the run');
  });
});

test('a run that has lost its options does not start over its checkpoints', async () => {
  await withTemporaryFolder(async (folder) => {
    await command([...small, '--out', folder]);
    rmSync(join(folder, 'config.json'));
    const names = readdirSync(folder);
    const resumed = await command([...small, '--resume', '--rounds', '3', '--out', folder]);
    expect(resumed.code).toBe(2);
    expect(resumed.err).toContain('--out must hold config.json, without which its run cannot be');
    expect(readdirSync(folder)).toEqual(names);
    expect((await command([...small, '--force', '--out', folder])).code).toBe(0);
    const fresh = join(folder, 'fresh');
    expect((await command([...small, '--resume', '--out', fresh])).code).toBe(0);
  });
});

test('--force replaces runs and sweeps, but nothing that merely has the same file names', async () => {
  await withTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, 'config.json'), '{"mine": true}');
    mkdirSync(join(folder, 'tensorboard'));
    mkdirSync(join(folder, 'runs', 'precious'), { recursive: true });
    writeFileSync(join(folder, 'sweep.json'), '{"seed": [1], "rounds": 1, "clients": 5}');
    const before = readdirSync(folder);
    const force = (...options: string[]) => command([...options, '--force', '--out', folder]);
    expect((await force(...small)).err).toContain('config.json is not a run’s, and --force');
    const itself = await force('--sweep', join(folder, 'sweep.json'));
    expect(itself.err).toContain('--sweep must be outside of what --force replaces');
    const grid = join(folder, 'grid');
    writeFileSync(grid, '{"seed": [1], "rounds": 1, "clients": 5}');
    rmSync(join(folder, 'sweep.json'));
    const sweep = await force('--sweep', grid);
    expect(sweep.err).toContain('runs is not a sweep’s, and --force would remove it');
    expect(readdirSync(folder).sort()).toEqual(
      [...before, 'grid'].filter((name) => name !== 'sweep.json').sort(),
    );

    const out = join(folder, 'out');
    const args = ['--sweep', grid, '--quiet', '--out', out];
    expect((await command(args)).code).toBe(0);
    mkdirSync(join(out, 'runs', 'precious'));
    expect((await command([...args, '--force', '--seed', '3'])).code).toBe(2);
    expect((await command([...args, '--force'])).code).toBe(0);
    expect(readdirSync(join(out, 'runs'))).toEqual(['1-1', 'precious']);
  });
});

test('the command to resume can be pasted into a shell', async () => {
  await withTemporaryFolder(async (folder) => {
    const out = join(folder, "it's my run");
    const options = ['--clients', '10', '--clients-per-round', '3', '--rounds', '1000'];
    const stopped = await command([...options, '--out', out], /round 1\/1000/);
    expect(stopped.code).toBe(130);
    const quoted = `'${join(folder, "it'\\''s my run")}'`;
    expect(stopped.err).toContain(`resume with: npm run simulate -- --resume --out ${quoted}\n`);
  });
});

test.each([
  [{ round: 3 }, 'round must be one of the options that --help lists (did you mean rounds?)'],
  [{ 'client-per-round': 3 }, 'client-per-round must be one of the options that --help lists'],
  [{ 'clients-perRound': 0 }, 'clients-perRound must be a whole number of at least 1, got 0'],
  [{ alpha: 1 }, 'alpha must be left out unless --partition is dirichlet, got 1'],
  [{ clients: 5, clientsPerRound: 6 }, 'clientsPerRound must be at most 5, the number of clients'],
  [{ clients: 8001 }, 'clients must be at most 8000, the number of examples, got 8001'],
])('an option of a file is named with the file: %j', async (options, message) => {
  await withTemporaryFolder(async (folder) => {
    const file = join(folder, 'options.json');
    writeFileSync(file, JSON.stringify(options));
    const said = await command(['--config', file, '--out', join(folder, 'run')]);
    expect(said.err).toContain(`${file}: ${message}`);
    expect(said.code).toBe(2);
  });
});

test('a cohort drawn by examples and weighted by them causes a warning; with uniform weights it does not', async () => {
  await withTemporaryFolder(async (folder) => {
    const out = (name: string): string => join(folder, name);
    const options = [...small, '--sampling', 'weighted', '--partition', 'quantity'];
    const twice = await command([...options, '--out', out('twice')]);
    expect(twice.code).toBe(0);
    expect(twice.err).toMatch(/^large clients count twice: .*FedAvg.*--weighting uniform.*\n$/);
    const { facts } = readJson(out('twice'), 'config.json') as { facts: { warnings: string[] } };
    expect(facts.warnings).toEqual([twice.err.trim()]);
    expect(readFileSync(out('twice/report.html'), 'utf8')).toContain('large clients count twice');
    const evenly = await command([...options, '--weighting', 'uniform', '--out', out('evenly')]);
    expect(evenly).toMatchObject({ code: 0, err: '' });
    expect(bytesOf(out('evenly'), ['weights.npz'])).not.toEqual(
      bytesOf(out('twice'), ['weights.npz']),
    );
  });
});

test('a run in which nobody trains fails and says so', async () => {
  await withTemporaryFolder(async (folder) => {
    const options = ['--clients', '10', '--rounds', '3'];
    const silent = await command([...options, '--dropouts', '1', '--out', join(folder, 'a')]);
    expect(silent.code).toBe(1);
    expect(silent.err).toContain('round 3/3 · test accuracy');
    expect(silent.err).toContain('nobody trained in 3 rounds ·');
    expect(silent.err).toContain(
      'no client trained in 3 rounds: every drawn client dropped out; check',
    );
    const trace = join(folder, 'trace.json');
    writeFileSync(trace, '{}');
    const sampling = ['--sampling', 'availability', '--availability', trace];
    const empty = await command([...options, ...sampling, '--quiet', '--out', join(folder, 'b')]);
    expect(empty.code).toBe(1);
    expect(empty.err).toBe(
      'no client trained in 3 rounds: nobody was available; check --availability, --dropouts and --deadline\n',
    );
  });
});
