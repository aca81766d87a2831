import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { main as federation } from '../../../src/flower/launch/federationCommand';
import { main as serverApp } from '../../../src/flower/server/serverAppCommand';
import { withTemporaryFolder } from '../../support/temporaryFolder';

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

type Command = (
  argv: readonly string[],
  io: { out: (text: string) => void; err: (text: string) => void; signal: AbortSignal },
) => Promise<number>;

async function say(command: Command, ...argv: string[]): Promise<Said> {
  let [out, err] = ['', ''];
  const code = await command(argv, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    signal: new AbortController().signal,
  });
  return { code, out, err };
}

test('flower-server-app writes the folder that the options describe', async () => {
  await withTemporaryFolder(async (folder) => {
    const app = join(folder, 'app');
    const options = ['--model', 'softmax', '--strategy', 'fedavgm', '--server-momentum', '0.9'];
    const more = [
      '--rounds',
      '3',
      '--batch-size',
      'full',
      '--keep-replies',
      '--results',
      '/srv/runs',
    ];
    const { code, out, err } = await say(serverApp, app, ...options, ...more);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(
      `${app}: softmax for images 28 × 28 × 1, 10 classes, 7,850 parameters\n` +
        `Run it on a SuperLink: flwr run ${app} <connection> --stream\n`,
    );
    const project = readFileSync(join(app, 'pyproject.toml'), 'utf8');
    for (const line of [
      'strategy = "FedAvgM"',
      'server-momentum = 0.9',
      'rounds = 3',
      'batch-size = "full"',
      'keep-replies = true',
      'results = "/srv/runs"',
    ]) {
      expect(project).toContain(`\n${line}\n`);
    }
    const letters = ['--dataset', 'femnist', '--characters', 'all'];
    const { out: of62 } = await say(serverApp, join(folder, 'letters'), ...letters);
    expect(of62).toContain('softmax for images 28 × 28 × 1, 62 classes, 48,670 parameters');
    const again = await say(serverApp, app, '--model', 'softmax');
    expect(again.code).toBe(2);
    expect(again.err).toContain('<folder> must not exist yet, or be empty');
  });
});

test('wrong options are refused with the option’s name, before anything is written', async () => {
  await withTemporaryFolder(async (folder) => {
    const app = join(folder, 'app');
    const refused = [
      [serverApp, [app, '--rounds', 'x'], '--rounds must be a whole number of at least 1, got "x"'],
      [serverApp, [app, '--seed', '-1'], '--seed must be a whole number of at least 0, got -1'],
      [serverApp, [app, '--model', 'vgg'], '--model must be one of softmax'],
      [serverApp, [app, '--dataset', 'x'], '--dataset must be one of mnist-package'],
      [
        serverApp,
        [app, '--q', '1'],
        '--q must be left out with FedAvg, which does not take it, got 1',
      ],
      [serverApp, [app, '--strategy', 'sgd'], '--strategy must be one of fedavg'],
      [
        serverApp,
        [app, '--characters', 'all'],
        '--characters must be left out unless --dataset is',
      ],
      [serverApp, [], 'missing required argument'],
      [serverApp, [app, '--nothing'], "unknown option '--nothing'"],
      [
        federation,
        ['--out', app, '--clients', '0'],
        '--clients must be a whole number of at least 1',
      ],
      [
        federation,
        ['--out', app, '--client-learning-rate', '0'],
        '--client-learning-rate must be > 0',
      ],
      [
        federation,
        ['--out', app, '--min-clients', '9'],
        '--min-clients must be a whole number between 1 and 3, got 9',
      ],
      [federation, ['--out', app, '--python', app], 'is not a usable Python'],
      [federation, ['--out', folder, '--python', app], '--out must not exist yet, or be empty'],
      [federation, ['--partition', 'x'], '--partition must be one of iid, dirichlet'],
      [federation, ['--trainer', 'x'], '--trainer must be one of auto, compiled, eager, got "x"'],
      [federation, ['--sigma', '1'], '--sigma must be left out unless --partition is quantity'],
      [federation, ['--shards-per-client', '0'], '--shards-per-client must be a whole number'],
      [federation, ['--attackers', '1'], '--attackers must be left out without --attack, got 1'],
      [
        federation,
        ['--attack', 'alie'],
        '--attack must be one that needs no other client’s update',
      ],
      [
        federation,
        ['--attack', 'signflip', '--attackers', '4'],
        '--attackers must be a whole number between 1 and 3, got 4',
      ],
      [federation, ['--codec', 'zip'], '--codec must be one of float16, quantized'],
      [federation, ['--bits', '4'], '--bits must be left out unless --codec is quantized or'],
      [federation, ['--codec', 'qsgd', '--error-feedback'], '--error-feedback must be left out'],
      [
        federation,
        ['--codec', 'drive', '--secure-aggregation', '--secure-range', '1'],
        '--codec must be left out with --secure-aggregation: masked numbers travel as whole numbers',
      ],
      [
        federation,
        ['--table', 'a.csv,b.csv', '--target-column', 'y'],
        '--features must name the columns to train on',
      ],
      [
        federation,
        ['--table', 'a.csv', '--target-column', 'y', '--clients', '2'],
        '--clients must be left out with --table: each file',
      ],
      [
        serverApp,
        [app, '--features', 'a'],
        '--features must be left out unless --dataset is table',
      ],
      [federation, ['--alpha', '1'], '--alpha must be left out unless --partition is dirichlet'],
    ] as const;
    await say(serverApp, join(folder, 'x'), '--model', 'softmax');
    for (const [command, argv, message] of refused) {
      const { code, err } = await say(command, ...argv);
      expect(err).toContain(message);
      expect(err).not.toContain('    at ');
      expect(code).toBeGreaterThan(0);
    }
    expect(existsSync(app)).toBe(false);
  });
});

test('--help names every option', async () => {
  for (const [command, options] of [
    [serverApp, ['--model', '--strategy', '--results', '--rounds']],
    [federation, ['--clients', '--flower-version', '--partition', '--proximal-mu', '--out']],
  ] as const) {
    const { code, out } = await say(command, '--help');
    expect(code).toBe(0);
    for (const option of options) expect(out).toContain(option);
  }
});
