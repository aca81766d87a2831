import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNpz } from '../../src/core/npz';
import { encodePng } from '../../src/data/png';
import type { Preprocessing } from '../../src/tables/federated/preprocessing';
import { runOnnx } from '../support/onnx';
import { bytesOf as bytesOfBase64 } from '../support/picturesReference';
import json from '../support/picturesReference.json';
import { withTemporaryFolder } from '../support/temporaryFolder';
import { bytesOf, command, readJson, readMetrics } from './command';

/** 60 rows of two hospitals: a class and a number that follow from age, and words. */
const rows = Array.from({ length: 60 }, (_, i) => ({
  hospital: i % 3 === 0 ? '007' : 'North',
  age: 20 + ((i * 37) % 60),
  sex: i % 2 === 0 ? 'f' : 'm',
  outcome: (i * 37) % 60 > 30 ? 'ill' : 'well',
  days: 1 + ((i * 37) % 60) / 20 + (i % 5) / 10,
}));

const csv = (of: readonly object[]): string =>
  [Object.keys(of[0]), ...of.map((row) => Object.values(row) as unknown[])]
    .map((cells) => `${cells.join(',')}\n`)
    .join('');

const withPatients = (body: (folder: string, table: string) => Promise<void>): Promise<void> =>
  withTemporaryFolder(async (folder) => {
    const table = join(folder, 'patients.csv');
    writeFileSync(table, csv(rows));
    await body(folder, table);
  });

const usual = '--client-column hospital --features age,sex --rounds 3 --workers 1';

const on = (table: string, options: string, out: string) =>
  command(['--table', table, ...options.split(' '), '--out', out]);

test('a class: clients by a column, and a model file that takes rows as they are', async () => {
  await withPatients(async (folder, table) => {
    const out = join(folder, 'run');
    const { code, out: said, err } = await on(table, `${usual} --target-column outcome`, out);
    expect([code, err.includes('round 3/3 · test accuracy')]).toEqual([0, true]);
    expect(said).toContain('patients: 48 training and 12 test examples; 2 clients (natural)');
    expect(said).toContain('softmax: 8 parameters');
    expect(err).toContain('Each client names its categories of "sex"');
    const { facts, model, table: file } = readJson(out, 'config.json') as Record<string, never>;
    expect([model, file]).toEqual(['softmax', table]);
    expect(facts).toMatchObject({
      classes: ['ill', 'well'],
      shape: [3],
      columns: { features: { age: 'number', sex: 'category' }, target: ['outcome'] },
    });
    expect(Object.keys(readJson(out, 'clients.json') as object)).toEqual(['007', 'North']);
    expect(readMetrics(out)[2]).not.toHaveProperty('testErrors');

    // The same by hand: standardize, one-hot, times the weights.
    const { features } = readJson(out, 'preprocessing.json') as Preprocessing;
    const [age] = features;
    if (age.kind !== 'standardize') throw new Error('age is standardized');
    const weights = await readNpz(join(out, 'weights.npz'));
    const [kernel, bias] = [...weights.values()].map(({ data }) =>
      Array.from(data as Float32Array),
    );
    const input = [(33 - age.mean) / age.deviation, 0, 1];
    const expected = [0, 1].map((k) =>
      input.reduce((sum, x, i) => sum + x * kernel[2 * i + k], bias[k]),
    );
    const { outputs } = await runOnnx(readFileSync(join(out, 'model.onnx')), {
      rows: { data: Float32Array.of(33, 1), shape: [1, 2] },
    });
    expect(outputs).toEqual(expected.map((value) => expect.closeTo(value, 5) as number));
  });
});

test('a number: errors in place of accuracies, everywhere', async () => {
  await withPatients(async (folder, table) => {
    const out = join(folder, 'run');
    const options = `${usual} --target-column days --client-learning-rate 0.05`;
    const { code, out: said, err } = await on(table, options, out);
    expect([code, /round 3\/3 · test MSE [\d.]+, R² -?[\d.]+ ·/.test(err)]).toEqual([0, true]);
    expect(said).toContain('linear: 4 parameters');
    const records = readMetrics(out);
    for (const { testLoss, testErrors, clientErrors, ...others } of records) {
      expect(testErrors!.mse).toBeCloseTo(testLoss!, 6);
      expect(clientErrors!.mse!.worst10).toBeGreaterThanOrEqual(clientErrors!.mse!.mean);
      expect(clientErrors!.r2!.worst10).toBeLessThanOrEqual(clientErrors!.r2!.mean);
      expect([others.testAccuracy, others.trainAccuracy, others.clientAccuracy]).toEqual([
        null,
        null,
        null,
      ]);
    }
    const best = Math.min(...records.map(({ testErrors }) => testErrors!.mse!));
    expect(said).toContain(`(best ${Number(best.toPrecision(4))}), MAE `);
    const report = readFileSync(join(out, 'report.html'), 'utf8');
    expect(said + report).not.toMatch(/accuracy|NaN/i);
    expect(report).toContain('range of days');
    expect(readJson(out, 'config.json')).toMatchObject({
      model: 'linear',
      facts: { targets: ['days'] },
    });
    const events = readdirSync(join(out, 'tensorboard', 'test'))
      .map((name) => readFileSync(join(out, 'tensorboard', 'test', name), 'latin1'))
      .join('');
    expect([events.includes('r2'), events.includes('accuracy')]).toEqual([true, false]);
  });
});

test('a resumed run ends with the same bits, and other rows are refused', async () => {
  await withPatients(async (folder, table) => {
    const [whole, parts] = [join(folder, 'whole'), join(folder, 'parts')];
    const options = `${usual} --target-column outcome --quiet`;
    await on(table, options, whole);
    await on(table, options.replace('--rounds 3', '--rounds 1'), parts);
    const resumed = await command(['--resume', '--out', parts, '--rounds', '3', '--quiet']);
    expect(resumed.code).toBe(0);
    const same = ['weights.npz', 'preprocessing.json', 'model.onnx', 'clients.json'];
    expect(bytesOf(parts, same)).toEqual(bytesOf(whole, same));
    writeFileSync(
      table,
      csv(rows.map((row) => ({ ...row, age: row.age + (row.age > 50 ? 1 : 0) }))),
    );
    const other = await command(['--resume', '--out', parts, '--rounds', '4', '--quiet']);
    expect([other.code, other.err]).toEqual([
      1,
      expect.stringContaining('not those that the run was started with'),
    ]);
  });
});

test('preprocessing of another run, and rows without clients, are taken', async () => {
  await withPatients(async (folder, table) => {
    const [first, second] = [join(folder, 'first'), join(folder, 'second')];
    await on(table, `${usual} --target-column outcome --quiet`, first);
    writeFileSync(table, csv(rows.slice(0, 20)));
    const file = join(first, 'preprocessing.json');
    const options = `--preprocessing ${file} --partition dirichlet --clients 2 --alpha 100 --rounds 1 --quiet`;
    expect((await on(table, options, second)).code).toBe(0);
    expect(bytesOf(second, ['preprocessing.json'])).toEqual(bytesOf(first, ['preprocessing.json']));
  });
});

test('a sweep over seeds: the table has errors, not accuracies', async () => {
  await withPatients(async (folder, table) => {
    const file = join(folder, 'sweep.json');
    const base = { table, targetColumn: 'days', clientColumn: 'hospital', features: 'age' };
    writeFileSync(file, JSON.stringify({ ...base, rounds: 1, workers: 1, seed: [1, 2] }));
    const out = join(folder, 'sweep');
    const { code, out: said } = await command(['--sweep', file, '--out', out, '--quiet']);
    expect([code, said.includes('done after 1 round: test MSE ')]).toEqual([0, true]);
    const [head, row] = readFileSync(join(out, 'results.csv'), 'utf8').split('\r\n');
    expect(head).toMatch(/^run,seed,outcome,rounds,testLoss,testMse,bestTestMse,testMae,testR2,/);
    expect(head).not.toContain('ccuracy');
    expect(Number(row.split(',')[5])).toBeGreaterThan(0);
    expect(readFileSync(join(out, 'results.md'), 'utf8')).toMatch(
      /^\| runs \| test MSE \| best MSE /,
    );
  });
});

test('images of a folder and of a Parquet file', async () => {
  await withTemporaryFolder(async (folder) => {
    const image = (byte: number) =>
      encodePng({ bytes: new Uint8Array(4).fill(byte), shape: [2, 2, 1] }, { invert: false });
    for (const client of ['ana', 'ben']) {
      for (const name of ['cat', 'dog']) {
        const path = join(folder, 'photos', client, name);
        mkdirSync(path, { recursive: true });
        for (const i of [1, 2, 3])
          writeFileSync(join(path, `${i}.png`), image(name === 'cat' ? i : 200 + i));
      }
    }
    const run = (options: string, out: string) =>
      command([...options.split(' '), '--rounds', '1', '--quiet', '--out', join(folder, out)]);
    const natural = await run(`--image-folder ${join(folder, 'photos')} --channels gray`, 'a');
    expect([natural.code, natural.out]).toEqual([
      0,
      expect.stringContaining('photos: 10 training and 2 test examples; 2 clients (natural)'),
    ]);
    const divided = await run(
      `--image-folder ${join(folder, 'photos', 'ana')} --partition iid --clients 2 --held-out 0.4`,
      'b',
    );
    expect([divided.code, divided.out]).toEqual([
      0,
      expect.stringContaining('ana: 4 training and 2 test examples; 2 clients (iid) with 2 each'),
    ]);
    expect(readJson(join(folder, 'b'), 'config.json')).toMatchObject({
      facts: { imageShape: [2, 2, 3], classes: ['cat', 'dog'] },
    });
    const whose = await run(`--image-folder ${join(folder, 'photos', 'ana')}`, 'c');
    expect([whose.code, whose.err]).toEqual([
      2,
      expect.stringContaining(
        '--partition must be given: the pictures have no clients of their own',
      ),
    ]);
    const parquet = join(folder, 'femnist.parquet');
    writeFileSync(parquet, bytesOfBase64(json.parquet.snappy));
    const columns = `--parquet ${parquet} --label-column character --client-column writer_id`;
    const { code, out } = await run(`${columns} --channels gray --held-out 0.3`, 'd');
    expect([code, out]).toEqual([0, expect.stringContaining('femnist: 4 training and 2 test')]);
    const absent = await run(`--parquet ${parquet} --client-column writer_id`, 'e');
    expect([absent.code, absent.err]).toEqual([1, expect.stringContaining('has no column label')]);
  });
});

/** Options -> exit code and what is said of them. */
const refused: readonly (readonly [string, number, string])[] = [
  ['', 2, '--target-column must be given with --table: the column to predict'],
  ['--target-column outcom', 2, '--target-column must be a column of '],
  ['--target-column outcome --client-column hospitl', 2, '--client-column must '],
  ['--target-column outcome --features age,weight', 2, '--features must be a column of '],
  ['--target-column outcome --features age,age', 2, '--features must name "age" once'],
  ['--target-column outcome --features age,outcome', 2, '--features must leave out the target'],
  ['--target-column outcome --client-column outcome', 2, '--target-column must be another column'],
  ['--target-column outcome --dataset mnist', 2, '--dataset must be left out with --table'],
  ['--target-column outcome --image-folder x', 2, '--image-folder must be left out with --table'],
  ['--target-column outcome --rotation 20', 2, '--rotation must be left out with --table'],
  ['--target-column outcome --noise 0.1', 2, '--noise must be left out with --table'],
  ['--target-column outcome --partition writer', 2, '--partition must be another partition'],
  ['--target-column outcome --partition natural', 2, '--client-column must be given'],
  [
    '--target-column outcome --client-column hospital --partition iid',
    2,
    '--partition must be left out with --client-column',
  ],
  ['--target-column outcome --held-out 0', 2, '--held-out must be above 0 with --table'],
  [
    '--target-column outcome --image-size 3x3',
    2,
    '--image-size must be left out without --parquet or --image-folder',
  ],
  ['--target-column outcome --model cnn', 2, '--model must be softmax, mlp, 2nn for rows'],
  ['--target-column outcome --model linear', 2, '--model must be softmax for classes'],
  ['--target-column days --model softmax', 2, '--model must be linear, mlp, 2nn for numbers'],
  ['--target-column days --target-accuracy 0.9', 2, '--target-accuracy must be left out'],
  ['--target-column outcome --attack backdoor:target=1', 2, '--attack: examples must be images'],
  ['--target-column days --attack labelflip', 2, '--attack: examples must have classes'],
  [
    '--target-column outcome --client-column hospital --clients 3',
    2,
    '--clients must be at most 2',
  ],
  ['--target-column outcome --clients 61', 2, '--clients must be at most 60'],
  ['--target-column outcome --preprocessing no.json', 1, 'no.json: cannot be read'],
  ['--target-column outcome --task regression', 1, '"outcome", row 1: must hold numbers, got "'],
];

test.each(refused)('%s: exit code %i', async (options, code, message) => {
  await withPatients(async (folder, table) => {
    const out = join(folder, 'run');
    const said = await on(table, options === '' ? '--quiet' : options, out);
    expect([said.code, said.err]).toEqual([code, expect.stringContaining(message)]);
    expect(readdirSync(folder)).toEqual(['patients.csv']);
  });
});

test('what is wrong in a file is told with the option that helps', async () => {
  await withTemporaryFolder(async (folder) => {
    const problemOf = async (text: string, options = ''): Promise<[number, string]> => {
      const table = join(folder, 'a.csv');
      writeFileSync(table, text);
      const given = `--target-column y --client-column c --rounds 1 --quiet --force${options}`;
      const { code, err } = await on(table, given, join(folder, 'run'));
      return [code, err.replaceAll(folder, '')];
    };
    expect(await problemOf('')).toEqual([1, '/a.csv: is empty\n']);
    expect(await problemOf('c,a,a,y\nA,1,2,x\n')).toEqual([
      1,
      expect.stringContaining('two columns are named "a"'),
    ]);
    expect(await problemOf('c,a,y\nA,1,x\nB,2,x\n')).toEqual([
      1,
      expect.stringContaining('has a single class, "x": there is nothing to learn'),
    ]);
    const gaps = 'c,a,y\nA,1,x\nB,2,z\nA,3,\n,4,x\nA,5,z\nB,6,x\n';
    expect(await problemOf(gaps)).toEqual([
      1,
      expect.stringContaining('the first in row 3; --missing-rows drop leaves them out'),
    ]);
    expect(await problemOf(gaps, ' --missing-rows drop')).toEqual([
      0,
      expect.stringContaining('2 rows without a value of "c" or "y" were dropped\n'),
    ]);
    const lines = Array.from(
      { length: 40 },
      (_, i) => `${'AB'[i % 2]},${i === 30 ? 'abc' : i},${'xz'[(i % 3) % 2]}\n`,
    );
    const text = `c,a,y\n${lines.join('')}`;
    expect(await problemOf(text)).toEqual([
      1,
      expect.stringContaining(
        'drop such rows with --bad-rows drop, read the column as text with --categorical a',
      ),
    ]);
    expect(await problemOf(text, ' --bad-rows drop')).toEqual([
      0,
      expect.stringContaining('1 row dropped, the first in line 32: "abc" is not a number'),
    ]);
    expect((await problemOf(text, ' --missing-values abc'))[0]).toBe(0);
  });
});
