import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/setup';
import { withTemporaryFolder } from '../support/temporaryFolder';

interface Cohort {
  readonly median: number;
  readonly clients: number;
  readonly stepsPerClient: number;
  readonly peakBytes: number;
}

/** What the benchmark writes. */
interface Results {
  readonly rounds: number;
  readonly clients: Readonly<Record<string, Cohort>>;
  readonly first: { readonly seconds: number; readonly all: readonly number[] };
}

function bench(program: string, ...args: string[]) {
  const command = [join('test', 'bench', program), ...args];
  return spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
}

/** As the tables round: three significant digits. */
const digits = (value: number): string => Number(value.toPrecision(3)).toString();

test('one measurement gives finite numbers as its last line', () => {
  const { status, stdout } = bench('measure.mjs', 'engine', 'compiled1', 'softmax', '1');
  expect(status).toBe(0);
  const { times, peakBytes, ...rest } = JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as {
    readonly times: readonly number[];
    readonly peakBytes: number;
  };
  expect(rest).toMatchObject({ clients: 10, stepsPerClient: 25 });
  expect(times).toHaveLength(1);
  for (const number of [times[0], peakBytes]) {
    expect(Number.isFinite(number)).toBe(true);
    expect(number).toBeGreaterThan(0);
  }
});

test('measurements take turns, and the times of all passes count', () => {
  const program = `
    import { inTurn } from './test/bench/inTurn.mjs';
    const order = [];
    const given = {
      a: [{ times: [3, 9], peakBytes: 7 }, { times: [1], peakBytes: 5 }],
      b: [{ absent: 'why', peakBytes: 1 }, { absent: 'why', peakBytes: 2 }],
    };
    const results = inTurn(2, ['a', 'b'], (name) => {
      order.push(name);
      return { ...given[name].shift(), clients: 10 };
    });
    console.log(JSON.stringify({ order, ...results }));`;
  const args = ['--input-type=module', '-e', program];
  const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  expect(JSON.parse(stdout)).toEqual({
    order: ['a', 'b', 'a', 'b'],
    a: { clients: 10, times: [1, 3, 9], median: 3, peakBytes: 7 },
    b: { clients: 10, absent: 'why', times: [], peakBytes: 2 },
  });
});

test('the file holds what the tables show', async () => {
  await withTemporaryFolder((folder) => {
    const output = join(folder, 'new', 'results.json');
    const only = ['--rounds', '1', '--passes', '1', '--only', 'clients,first', '--output', output];
    const { status, stdout } = bench('main.mjs', ...only);
    expect(status).toBe(0);
    const results = JSON.parse(readFileSync(output, 'utf8')) as Results;
    expect(Object.keys(results)).toEqual(
      'machine pinning rounds passes date clients first'.split(' '), // and no model
    );
    expect(results.rounds).toBe(1);
    const { clients, first } = results;
    expect(first.all).toEqual([first.seconds]);
    expect(stdout).toContain(`end of the first round: ${digits(first.seconds)} s (median)`);
    for (const count of [10, 100, 1000]) {
      const { median, stepsPerClient, peakBytes } = clients[count];
      expect(clients[count].clients).toBe(count);
      expect(stdout.split('\n').map((line) => line.trim().split(/ +/))).toContainEqual([
        String(count),
        digits(median / 1000),
        digits(median / (count * stepsPerClient)),
        `${digits(median / clients[10].median)}x`,
        Math.round(peakBytes / 1e6).toString(),
        `${digits(peakBytes / clients[10].peakBytes)}x`,
      ]);
    }
  });
});

const measurements = 'softmax, 2nn, cnn, clients, examples, first, secure, codecs, browser';

test.each([
  [['--rounds', '0'], '--rounds must be a whole number of at least 1, got "0"'],
  [['--rounds', '1.5'], '--rounds must be a whole number of at least 1, got "1.5"'],
  [['--passes', '0'], '--passes must be a whole number of at least 1, got "0"'],
  [['--only', 'first,soft'], `--only must be one or more of ${measurements}, got "soft"`],
  [['--only='], `--only must be one or more of ${measurements}, got ""`],
  [['--output='], '--output must name a file, got ""'],
])('%j is refused before anything is measured', (args, problem) => {
  const { status, stdout, stderr } = bench('main.mjs', ...args);
  expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: `${problem}\n` });
});

test('--help is answered at once', () => {
  const { status, stdout, stderr } = bench('main.mjs', '--help');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^Usage: npm run bench -- \[options\]\n/);
  for (const option of ['--rounds', '--passes', '--only', '--output']) {
    expect(stdout).toContain(`\n  ${option} `);
  }
});
