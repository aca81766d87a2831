import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { main } from '../../../src/flower/client/command';
import { writeDescriptors } from '../../../src/flower/wire/descriptors';
import { arrayRecord, configRecord } from '../../../src/flower/wire/objects/records';
import type { FlowerRecord } from '../../../src/flower/wire/objects/records';
import { float32Array } from '../../../src/flower/wire/objects/ndArray';
import { tfjsNodeInstalled } from '../../support/backends';
import { FakeSuperLink } from '../../support/fakeSuperLink';
import { standInDescriptors } from '../../support/flowerSchema';
import { until } from '../../support/stagedNode';
import { withTemporaryFolder } from '../../support/temporaryFolder';

function sink() {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  return { stream, text: () => text };
}

/** Runs the command in this process; `stop` is Ctrl-C. */
function command(argv: readonly string[]) {
  const controller = new AbortController();
  const out = sink();
  const err = sink();
  const io = { out: out.stream, err: err.stream, signal: controller.signal };
  const code = main(argv, io);
  const stop = (): void => {
    controller.abort(new Error('Ctrl-C'));
  };
  return { code, stop, out: out.text, err: err.text };
}

test.each([
  ['', '--superlink must be HOST:PORT, got undefined'],
  ['--superlink nowhere', '--superlink must be HOST:PORT, got "nowhere"'],
  ['--partition-id 1', '--partition-id and --num-partitions must be given together'],
  ['--partition-id 3 --num-partitions 3', '--partition-id must be below 3, .* got 3'],
  ['--num-partitions x --partition-id 0', '--num-partitions must be a whole number of at least 1'],
  ['--model huge', '--model must be one of softmax, .* got "huge"'],
  [
    '--superlink 127.0.0.1:9 --table a.csv --target-column y',
    '--features must name the columns to train on: the server learns of no others',
  ],
  [
    '--table a.csv --target-column y --partition-id 0 --num-partitions 2',
    '--partition-id must be left out with --table',
  ],
  ['--lr 0.1', "unknown option '--lr'"],
  ['--client-learning-rate 0', '--client-learning-rate must be > 0, got 0'],
  ['--batch-size some', '--batch-size must be a whole number of at least 1, or full'],
  ['--alpha 1', '--alpha must be left out unless --partition is dirichlet'],
  ['--partition shards --sigma 1', '--sigma must be left out unless --partition is quantity'],
  ['--minimum-size 2', '--minimum-size must be left out unless .* is dirichlet or quantity'],
  ['--partition quantity --sigma 11', '--sigma must be between 0 and 10, got 11'],
  [
    '--dataset cifar10 --partition writer',
    '--partition must be another partition for --dataset cifar10',
  ],
  [
    '--trainer eager --workers 2',
    '--workers must be left out unless --trainer is auto or compiled',
  ],
  ['--data-dir x', '--data-dir must be left out unless --dataset is mnist or'],
  ['--codec topk --top-k 2', '--top-k must be above 0 and below 1, got 2'],
  ['--codec qsgd --bits 1', '--bits must be a whole number between 2 and 16, got 1'],
  [
    '--codec drive --secure-aggregation --secure-range 1',
    '--codec must be left out with --secure-aggregation: masked numbers travel as whole numbers',
  ],
  ['--ca ca.pem --insecure', '--insecure must be left out if --ca is given'],
  ['--public-key', '--key must name the key’s file with --public-key'],
  ['--heartbeat 5', '--heartbeat must be a whole number between 10 and 1800'],
  ['--attack flip', '--attack must name labelflip or backdoor or signflip'],
  ['--attack alie', '--attack must be one that needs no other client’s update'],
  ['--attackers 2', "unknown option '--attackers'"],
  ['--unknown', "unknown option '--unknown'"],
])('wrong options are refused before anything is done: %s', async (line, message) => {
  const run = command(line.split(' ').filter(Boolean));
  expect(await run.code).toBe(line === '--partition-id 1' ? 1 : 2);
  expect(run.err()).toMatch(new RegExp(message));
});

test('--help says how to take part', async () => {
  const run = command(['--help']);
  expect(await run.code).toBe(0);
  expect(run.out()).toMatch(/--superlink HOST:PORT/);
  expect(run.out()).toMatch(/Examples:/);
});

test('the public key is what flwr supernode register takes; the private one stays in its file', async () => {
  await withTemporaryFolder(async (folder) => {
    const key = join(folder, 'node.pem');
    const run = command(['--public-key', '--key', key]);
    expect(await run.code).toBe(0);
    expect(run.out()).toMatch(/^ecdsa-sha2-nistp384 [\w+/=]+\n$/);
    expect(readFileSync(key, 'utf8')).toContain('PRIVATE KEY');
  });
});

test('the command trains when the server asks, logs one JSON object per line, and signs off', async () => {
  await withTemporaryFolder(async (folder) => {
    const schema = join(folder, 'schema.json');
    writeDescriptors(schema, { bytes: standInDescriptors(), version: '1.41.0' });
    const link = new FakeSuperLink();
    await link.listen();
    const address = new URL(link.url).host;
    const run = command([
      ...['--', '--superlink', address, '--schema', schema, '--key', join(folder, 'node.pem')],
      ...['--partition-id', '2', '--num-partitions', '40', '--trainer', 'eager'],
      ...['--poll', '0.05', '--json'],
    ]);
    try {
      const waitFor = async (ready: () => boolean): Promise<void> => {
        for (let waited = 0; !ready() && waited < 20_000; waited += 10) await pause(10);
        expect(ready()).toBe(true);
      };
      await waitFor(() => link.online().length === 1);
      const model = {
        'logits/kernel': float32Array([784, 10], new Float32Array(7840)),
        'logits/bias': float32Array([10], new Float32Array(10)),
      };
      const content = new Map<string, FlowerRecord>([
        ['arrays', arrayRecord(model)],
        ['config', configRecord({ 'server-round': 1n, lr: 0.1 })],
      ]);
      const train = link.send('train', content);
      await waitFor(() => link.answer(train) !== undefined);
      expect(link.answer(train)).toHaveProperty('content');
      const wrong = link.send(
        'train',
        new Map([['arrays', arrayRecord({ w: model['logits/bias'] })]]),
      );
      await waitFor(() => link.answer(wrong) !== undefined);
      expect(link.answer(wrong)).toMatchObject({
        error: {
          code: 2,
          reason: expect.stringMatching(
            /missing "logits\/kernel".*unknown "w"; --model is softmax here, and no model for images 28 × 28 × 1 and 10 classes has these arrays/,
          ) as string,
        },
      });
      await waitFor(() => run.out().includes('"app-error"'));
    } finally {
      run.stop();
      expect(await run.code).toBe(0);
      await link.close();
    }
    expect(link.calls.at(-1)).toBe('deactivate-node');
    const events = run.out().trimEnd().split('\n');
    const names = events.map((line) => (JSON.parse(line) as { event: string }).event);
    // Without TensorFlow's binary, which is an option, it says first which backend takes its place.
    const first = tfjsNodeInstalled() ? ['ready'] : ['engine', 'ready'];
    expect(names.slice(0, first.length)).toEqual(first);
    expect(names).toEqual(
      expect.arrayContaining(['active', 'message', 'reply', 'signed-off', 'end']),
    );
    expect(run.err()).toBe('');
  });
});

test('a second client with the same key is refused, unless the first was killed', async () => {
  await withTemporaryFolder(async (folder) => {
    const schema = join(folder, 'schema.json');
    writeDescriptors(schema, { bytes: standInDescriptors(), version: '1.41.0' });
    const key = join(folder, 'node.pem');
    const link = new FakeSuperLink();
    await link.listen();
    const start = (path: string) =>
      command([
        ...['--superlink', new URL(link.url).host, '--schema', schema, '--key', path],
        ...['--partition-id', '0', '--num-partitions', '100', '--trainer', 'eager', '--json'],
      ]);
    try {
      const first = start(key);
      await until(() => first.out().includes('"active"'));
      const alias = join(folder, 'alias.pem');
      symlinkSync(key, alias);
      const second = start(alias);
      expect(await second.code).toBe(1);
      expect(second.err()).toMatch(
        /alias\.pem: process \d+ already takes part with this key; each client needs its own key/,
      );
      expect(link.count('activate-node')).toBe(1);
      first.stop();
      expect(await first.code).toBe(0);

      // A process that was killed leaves its lock, and a session that the server counts as active.
      writeFileSync(`${key}.lock`, JSON.stringify({ pid: 2 ** 22 + 1, started: '1' }));
      [...link.nodes.values()][0].status = 'online';
      const heir = start(key);
      await until(() => link.count('deactivate-node') === 2);
      heir.stop();
      await heir.code;
      expect(existsSync(`${key}.lock`)).toBe(false);
    } finally {
      await link.close();
    }
  });
});

test('an invalid schema, a key that others can read, a SuperLink that does not exist', async () => {
  await withTemporaryFolder(async (folder) => {
    const schema = join(folder, 'schema.json');
    writeFileSync(schema, 'nonsense');
    const address = ['--superlink', '127.0.0.1:9', '--start-limit', '0.1'];
    const first = command([...address, '--schema', schema]);
    expect(await first.code).toBe(1);
    expect(first.err()).toMatch(/schema\.json: is not JSON/);
    writeDescriptors(schema, { bytes: standInDescriptors(), version: '1.41.0' });
    const key = join(folder, 'node.pem');
    writeFileSync(key, '', { mode: 0o644 });
    const second = command([...address, '--schema', schema, '--key', key]);
    expect(await second.code).toBe(1);
    expect(second.err()).toMatch(/is a private key that others may read \(mode 0644\)/);
    const third = command([...address, '--schema', schema]);
    expect(await third.code).toBe(1);
    expect(third.err()).toMatch(/no connection to the SuperLink \(ECONNREFUSED/);
  });
});
