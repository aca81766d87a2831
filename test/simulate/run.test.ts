import { existsSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNpz } from '../../src/core/npz';
import { imageAt } from '../../src/data/dataset';
import { mnistPackage } from '../../src/data/sources/mnistPackage';
import { withTemporaryFolder } from '../support/temporaryFolder';
import { bytesOf, command, readJson, readMetrics } from './command';

const small = ['--clients', '20', '--clients-per-round', '5', '--rounds', '4'];
const results = ['weights.npz', 'initial.npz', 'clients.json', 'model.onnx'];

test('a run leaves everything in its folder', async () => {
  await withTemporaryFolder(async (folder) => {
    const { code, out, err } = await command([...small, '--out', folder, '--seed', '7']);
    expect(code).toBe(0);
    expect(out).toContain(
      'mnist-package: 8,000 training and 2,000 test examples; 20 clients (iid) with 400 each',
    );
    expect(out).toMatch(/traffic: 628 kB up, 628 kB down/);
    expect(out).toMatch(/training: \d:\d\d for 400 steps: [\d.]+ s a round · \d+ steps\/s/);
    expect(err).toMatch(/round 4\/4 · test accuracy [\d.]+ % · [\d.]+ s a round · \d+ steps\/s · /);
    expect(readdirSync(folder).sort()).toEqual([
      'checkpoint',
      'clients.json',
      'config.json',
      'initial.npz',
      'metrics.jsonl',
      'model.onnx',
      'report.html',
      'tensorboard',
      'weights.npz',
    ]);

    const config = readJson(folder, 'config.json') as Record<string, unknown>;
    expect(config).toMatchObject({
      dataset: 'mnist-package',
      clients: 20,
      clientsPerRound: 5,
      seed: 7,
      strategy: 'fedavg',
    });
    expect(config.versions).toMatchObject({ node: process.versions.node });
    const partition = readJson(folder, 'clients.json') as Record<string, number[]>;
    const { labels } = mnistPackage();
    const numbers = Object.values(partition).flat();
    expect(new Set(numbers).size).toBe(8000);
    expect(Object.values(partition).every((part) => part.length === 400)).toBe(true);
    expect(numbers.filter((number) => labels[number] === 3).length).toBeCloseTo(0.8 * 1032, -1);

    const records = readMetrics(folder);
    expect(records.map(({ round }) => round)).toEqual([1, 2, 3, 4]);
    for (const record of records) {
      expect(record.clients).toHaveLength(5);
      expect(record.clients.every((id) => id in partition)).toBe(true);
      expect(record).toMatchObject({
        bytesUp: 5 * 31_400,
        bytesDown: 5 * 31_400,
        clientSteps: 100,
      });
      expect(Object.keys(record.clientAccuracy!)).toEqual(['mean', 'worst10', 'std']);
    }
    expect(records[3].testAccuracy).toBeGreaterThan(0.7);

    const weights = await readNpz(join(folder, 'weights.npz'));
    expect([...weights.values()].map(({ shape }) => shape)).toEqual([[784, 10], [10]]);
    const report = readFileSync(join(folder, 'report.html'), 'utf8');
    expect(report.match(/<svg/g)!.length).toBeGreaterThanOrEqual(5);
    expect(report).not.toMatch(/(?:src|href)="|<script|url\(['"]?http|@import/);

    const again = await command([...small, '--out', folder]);
    expect(again.code).toBe(2);
    expect(again.err).toContain('--out must name a folder without a run (config.json is there)');
  });
});

test('equal options give equal bits, from the command line, a file, or a run’s own config', async () => {
  await withTemporaryFolder(async (folder) => {
    const options = {
      clients: 20,
      'clients-per-round': 5,
      rounds: 2,
      strategy: 'FedYogi',
      seed: 3,
    };
    const file = join(folder, 'options.json');
    writeFileSync(file, JSON.stringify(options));
    const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, `${value}`]);
    const out = (name: string): string => join(folder, name);
    await command([...flags, '--workers', '1', '--quiet', '--out', out('a')]);
    await command(['--config', file, '--workers', '2', '--quiet', '--out', out('b')]);
    await command(['--config', join(out('a'), 'config.json'), '--quiet', '--out', out('c')]);
    expect(bytesOf(out('b'), results)).toEqual(bytesOf(out('a'), results));
    expect(bytesOf(out('c'), results)).toEqual(bytesOf(out('a'), results));
    const other = await command(['--config', file, '--seed', '4', '--quiet', '--out', out('d')]);
    expect(other).toMatchObject({ code: 0, err: '' });
    expect(bytesOf(out('d'), results)).not.toEqual(bytesOf(out('a'), results));
  });
});

test('FedSGD with all clients is one step of gradient descent on all examples', async () => {
  await withTemporaryFolder(async (folder) => {
    const options = ['--strategy', 'fedsgd', '--partition', 'dirichlet', '--clients', '30'];
    const plan = ['--clients-per-round', '30', '--rounds', '1', '--client-learning-rate', '0.5'];
    expect((await command([...options, ...plan, '--quiet', '--out', folder])).code).toBe(0);
    const partition = readJson(folder, 'clients.json') as Record<string, number[]>;
    const expected = softmaxStep(Object.values(partition).flat(), 0.5);
    const [kernel, bias] = [...(await readNpz(join(folder, 'weights.npz'))).values()];
    const difference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
      Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));
    expect(difference(kernel.data, expected.kernel)).toBeLessThan(1e-6);
    expect(difference(bias.data, expected.bias)).toBeLessThan(1e-6);
  });
});

/** By hand: from zero every class has probability 1/10, so ∂/∂z is 1/10 − [class is the label]. */
function softmaxStep(numbers: readonly number[], rate: number) {
  const digits = mnistPackage();
  const kernel = new Float64Array(784 * 10);
  const bias = new Float64Array(10);
  for (const number of numbers) {
    const image = imageAt(digits, number);
    for (let label = 0; label < 10; label++) {
      const slope = 0.1 - (label === digits.labels[number] ? 1 : 0);
      bias[label] -= (rate * slope) / numbers.length;
      for (let i = 0; i < 784; i++) {
        kernel[i * 10 + label] -= (rate * slope * image[i]) / 255 / numbers.length;
      }
    }
  }
  return { kernel, bias };
}

test('a run stopped by Ctrl-C resumes to the same bits, also with more rounds', async () => {
  await withTemporaryFolder(async (folder) => {
    const options = [...small, '--strategy', 'mimelite', '--server-momentum', '0.5'];
    const [whole, parts] = [join(folder, 'whole'), join(folder, 'parts')];
    await command([...options, '--quiet', '--rounds', '6', '--out', whole]);
    const stopped = await command([...options, '--out', parts], /round 1\/4/);
    expect(stopped.code).toBe(130);
    expect(stopped.err).toContain(`resume with: npm run simulate -- --resume --out ${parts}`);
    const done = readMetrics(parts).length;
    expect(done).toBeLessThan(4);
    expect(existsSync(join(parts, 'report.html'))).toBe(true);
    const refused = await command(['--resume', '--out', parts, '--seed', '2']);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.err).toContain('--seed must be 1 as in ');
    const resumed = await command(['--resume', '--out', parts, '--quiet']);
    expect(resumed.code).toBe(0);
    expect(resumed.out).toContain(`resumed after round ${done}`);
    expect(readMetrics(parts)).toHaveLength(4);
    const fewer = await command(['--resume', '--out', parts, '--rounds', '3']);
    expect(fewer.err).toContain(
      '--rounds must be at least 4, the number of rounds already done, got 3',
    );
    await command(['--resume', '--out', parts, '--rounds', '6', '--quiet']);
    expect(bytesOf(parts, results)).toEqual(bytesOf(whole, results));
    const timeless = (run: string) => readMetrics(run).map((record) => ({ ...record, seconds: 0 }));
    expect(timeless(parts)).toEqual(timeless(whole));
  });
});

test('a damaged checkpoint is named and the one before it is used', async () => {
  await withTemporaryFolder(async (folder) => {
    const [whole, damaged] = [join(folder, 'whole'), join(folder, 'damaged')];
    await command([...small, '--quiet', '--out', whole]);
    await command([...small, '--quiet', '--rounds', '3', '--out', damaged]);
    const latest = join(damaged, 'checkpoint', 'round-000003.safetensors');
    truncateSync(latest, 20_000);
    const resumed = await command(['--resume', '--rounds', '4', '--quiet', '--out', damaged]);
    expect(resumed.code).toBe(0);
    expect(resumed.err).toContain(`${latest} (byte 20000): `);
    expect(resumed.out).toContain('resumed after round 2');
    expect(bytesOf(damaged, results)).toEqual(bytesOf(whole, results));
    expect(readMetrics(damaged).map(({ round }) => round)).toEqual([1, 2, 3, 4]);
  });
});

test('divergence stops the run with a message and keeps the last good state', async () => {
  await withTemporaryFolder(async (folder) => {
    const options = [...small, '--model', 'mlp', '--client-learning-rate', '1e30'];
    const { code, err } = await command([...options, '--quiet', '--out', folder]);
    expect(code).toBe(1);
    expect(err).toMatch(/diverged: round 1, client client-\d+: the loss is (NaN|Infinity)/);
    expect(err).toContain('holds the last good state, after round 0');
    expect(bytesOf(folder, ['weights.npz'])).toEqual(bytesOf(folder, ['initial.npz']));
  });
});

test('--force replaces a run, and a stale lock does not count', async () => {
  await withTemporaryFolder(async (folder) => {
    await command([...small, '--quiet', '--out', folder]);
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    writeFileSync(join(folder, '.lock'), '{"pid": 4194305, "started": "1"}');
    const { code } = await command(['--rounds', '1', '--force', '--quiet', '--out', folder]);
    expect(code).toBe(0);
    expect(readMetrics(folder)).toHaveLength(1);
    expect(readdirSync(join(folder, 'checkpoint'))).toEqual(['round-000001.safetensors']);
    expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
    expect(existsSync(join(folder, '.lock'))).toBe(false);
  });
});

test('stops at the target accuracy', async () => {
  await withTemporaryFolder(async (folder) => {
    const options = ['--rounds', '50', '--target-accuracy', '0.5', '--evaluate-every', '2'];
    const { code } = await command([...options, '--quiet', '--out', folder]);
    expect(code).toBe(0);
    const records = readMetrics(folder);
    expect(records.length % 2).toBe(0);
    expect(records.length).toBeLessThan(10);
    expect(records.at(-1)!.testAccuracy).toBeGreaterThanOrEqual(0.5);
    expect(records[0].testAccuracy).toBeNull();
    const again = await command(['--resume', '--quiet', '--out', folder]);
    expect(again.code).toBe(0);
    expect(readMetrics(folder)).toHaveLength(records.length);
  });
});
