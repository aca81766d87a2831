import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSweep } from '../../src/simulate/sweep/sweepPlan';
import { sweepRow, toCsv } from '../../src/simulate/sweep/sweepRow';
import type { SweepRow } from '../../src/simulate/sweep/sweepRow';
import { summarize, summaryTable } from '../../src/simulate/sweep/sweepSummary';
import type { SweepSummary } from '../../src/simulate/sweep/sweepSummary';
import type { RoundRecord } from '../../src/simulation/roundRecord';
import { withTemporaryFolder } from '../support/temporaryFolder';
import { bytesOf, command, readJson } from './command';

async function withSweep(
  content: unknown,
  body: (file: string, folder: string) => void | Promise<void>,
) {
  await withTemporaryFolder(async (folder) => {
    const file = join(folder, 'grid.json');
    writeFileSync(file, JSON.stringify(content));
    await body(file, folder);
  });
}

test('a plan has a run for each combination, the first list changing slowest', async () => {
  const content = {
    rounds: 3,
    partition: ['iid', { name: 'α = 0.1', partition: 'dirichlet', alpha: 0.1 }],
    strategy: ['fedavg', { strategy: 'fedprox', 'proximal-mu': 1 }],
    seed: [1, 2],
  };
  await withSweep(content, (file) => {
    const { axes, runs, file: whole } = readSweep(file, { clients: 5 });
    expect(axes).toEqual(['partition', 'strategy', 'seed']);
    expect(runs.map(({ name }) => name)).toEqual([
      '1-iid-fedavg-1',
      '2-iid-fedavg-2',
      '3-iid-fedprox_proximalMu_1-1',
      '4-iid-fedprox_proximalMu_1-2',
      '5-α_0.1-fedavg-1',
      '6-α_0.1-fedavg-2',
      '7-α_0.1-fedprox_proximalMu_1-1',
      '8-α_0.1-fedprox_proximalMu_1-2',
    ]);
    expect(runs[6].settings).toEqual({
      rounds: 3,
      clients: 5,
      partition: 'dirichlet',
      alpha: 0.1,
      strategy: 'fedprox',
      proximalMu: 1,
      seed: 1,
    });
    expect(runs[6].labels).toEqual({
      partition: 'α = 0.1',
      strategy: 'fedprox, proximalMu 1',
      seed: '1',
    });
    expect(whole).toMatchObject({ rounds: 3, clients: 5, seed: [1, 2] });
  });
});

const broken: readonly (readonly [string, unknown, string])[] = [
  ['no list', { rounds: 3 }, 'must hold at least one option with a list of values, got "rounds"'],
  ['an empty list', { seed: [] }, 'seed must hold at least one value'],
  ['a value twice', { seed: [1, 1] }, 'seed must hold each value once, got "1"'],
  [
    'an unknown option',
    { sead: [1] },
    'grid.json: sead must be one of the options that --help lists, got 1',
  ],
  [
    'a value out of range',
    { rounds: [1, 0] },
    'grid.json: rounds must be a whole number of at least 1, got 0',
  ],
  [
    'two lists for one option',
    { a: [{ alpha: 1 }], alpha: [2] },
    'alpha must be set by one list only, got "a and alpha"',
  ],
  [
    'a combination that contradicts itself',
    { partition: ['dirichlet', 'iid'], alpha: [1] },
    'grid.json: alpha must be left out unless --partition is dirichlet',
  ],
];

test.each(broken)('%s is refused', async (_name, content, message) => {
  await withSweep(content, (file) => {
    expect(() => readSweep(file, {})).toThrow(message);
  });
});

test('an option of the command line may not be one of the lists', async () => {
  await withSweep({ seed: [1, 2] }, (file) => {
    expect(() => readSweep(file, { seed: 3 })).toThrow(
      '--seed must be left to the list seed, got 3',
    );
  });
});

const record = (round: number, testAccuracy: number | null): RoundRecord => ({
  round,
  trainLoss: 1,
  trainAccuracy: 0.5,
  testLoss: testAccuracy === null ? null : 0.5,
  testAccuracy,
  clientAccuracy: { mean: 0.4, worst10: 0.1, std: 0.2 },
  bytesUp: 10,
  bytesDown: 20,
  clientSteps: 3,
  seconds: 0.5,
  clients: ['a'],
  dropped: [],
});

const row = (seed: string, strategy: string, accuracy: number, outcome = 'done'): SweepRow =>
  sweepRow({ name: `${strategy}-${seed}`, labels: { seed, strategy } }, outcome, [
    record(1, accuracy + 0.1),
    record(2, null),
    record(3, accuracy),
  ]);

test('a row holds the last and the best accuracy, and sums', () => {
  const { curve, ...numbers } = row('1', 'fedavg', 0.5);
  expect(curve).toEqual([
    [1, 0.6],
    [3, 0.5],
  ]);
  expect(numbers).toMatchObject({
    rounds: 3,
    testAccuracy: 0.5,
    bestTestAccuracy: 0.6,
    clientWorst10: 0.1,
    bytesUp: 30,
    bytesDown: 60,
    clientSteps: 9,
    seconds: 1.5,
  });
});

test('the summary has mean and sample standard deviation over the finished seeds', () => {
  const rows = [
    row('1', 'fedavg', 0.5),
    row('2', 'fedavg', 0.6),
    row('3', 'fedavg', 0.1, 'diverged: round 2'),
    row('1', 'fedprox, μ', 0.7),
  ];
  const summaries = summarize(rows);
  expect(summaries.map(({ labels, runs }) => ({ labels, runs }))).toEqual([
    { labels: { strategy: 'fedavg' }, runs: 2 },
    { labels: { strategy: 'fedprox, μ' }, runs: 1 },
  ]);
  expect(summaries[0].testAccuracy!.mean).toBeCloseTo(0.55, 12);
  expect(summaries[0].testAccuracy!.std).toBeCloseTo(Math.SQRT1_2 / 10, 12);
  expect(summaries[1].testAccuracy).toEqual({ mean: 0.7, std: 0 });
  expect(summaryTable(summaries).markdown.split('\n')[2]).toContain(
    '| fedavg | 2 | 55.00 ± 7.07 |',
  );
  const lines = toCsv(['seed', 'strategy'], rows).split('\r\n');
  expect(lines[0]).toMatch(/^run,seed,strategy,outcome,rounds,testAccuracy,/);
  expect(lines[4]).toMatch(/^"fedprox, μ-1",1,"fedprox, μ",done,3,0.7,/);
});

test('ε stands in the row and in the table, marked if its noise came from the seed', () => {
  const privacy = { epsilon: 1.5, delta: 1e-3, private: false };
  const spent = sweepRow({ name: 'a', labels: { clip: 'a' } }, 'done', [
    { ...record(1, 0.5), privacy },
  ]);
  expect(spent).toMatchObject(privacy);
  const open = sweepRow({ name: 'b', labels: { clip: 'b' } }, 'done', [record(1, 0.5)]);
  expect(toCsv(['clip'], [spent, open]).split('\r\n').slice(1, 3)).toEqual([
    expect.stringMatching(/,1\.5,0\.001,false$/),
    expect.stringMatching(/,,,$/),
  ]);
  const { markdown } = summaryTable(summarize([spent, open]));
  expect(markdown).toContain('| a | 1 | ε 1.50 (not private) | 50.00 ± 0.00 |');
  expect(markdown).toContain('| b | 1 | – | 50.00 ± 0.00 |');
});

test('a sweep writes one table, resumes where it stopped, and is not overwritten', async () => {
  const content = { clients: 10, rounds: 2, seed: [1, 2], strategy: ['fedavg', 'fednova'] };
  await withSweep(content, async (file, folder) => {
    const out = join(folder, 'sweep');
    const run = (...options: string[]) => command([...options, '--quiet', '--out', out]);
    const first = await run('--sweep', file, '--batch-size', '50');
    expect(first.code).toBe(0);
    expect(first.out).toMatch(/fednova +2 +\d+\.\d\d ± \d+\.\d\d/);
    expect(readdirSync(out).sort()).toEqual([
      'results.csv',
      'results.json',
      'results.md',
      'runs',
      'sweep.json',
    ]);
    const { rows, summary } = readJson(out, 'results.json') as {
      rows: SweepRow[];
      summary: SweepSummary[];
    };
    expect(rows.map(({ run: name }) => name)).toEqual(readdirSync(join(out, 'runs')));
    expect(summary).toEqual(summarize(rows));
    // With equal steps FedNova is FedAvg, bit for bit.
    const weights = rows.map(({ run: name }) => bytesOf(join(out, 'runs', name), ['weights.npz']));
    expect(weights[0]).toEqual(weights[1]);
    expect(weights[2]).toEqual(weights[3]);

    const again = await run('--sweep', file);
    expect(again).toMatchObject({ code: 2 });
    expect(again.err).toContain('--out must name a folder without a sweep (sweep.json is there)');
    rmSync(join(out, 'runs', rows[1].run, 'report.html'));
    rmSync(join(out, 'runs', rows[2].run), { recursive: true });
    const before = readFileSync(join(out, 'runs', rows[0].run, 'report.html'), 'utf8');
    const resumed = await run('--resume');
    expect(resumed.code).toBe(0);
    expect(resumed.out).toContain('resumed after round 2');
    const after = (readJson(out, 'results.json') as { rows: SweepRow[] }).rows;
    expect(after.map(({ testAccuracy }) => testAccuracy)).toEqual(
      rows.map(({ testAccuracy }) => testAccuracy),
    );
    expect(readFileSync(join(out, 'runs', rows[0].run, 'report.html'), 'utf8')).toBe(before);
    writeFileSync(file, JSON.stringify({ ...content, seed: [1, 2, 3] }));
    const other = await run('--resume', '--sweep', file, '--batch-size', '50');
    expect(other.err).toContain('--sweep must be the sweep of ');
  });
});
