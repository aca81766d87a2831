import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { flag } from '../../src/commands/flag';
import { settingNames } from '../../src/options/table';
import { strategyNames } from '../../src/strategies/catalogue';
import { withTemporaryFolder } from '../support/temporaryFolder';
import { command } from './command';

/** Options -> what is said of them. Every one is refused before anything is written. */
const refused: readonly (readonly [string, string])[] = [
  ['--roundz 3', "unknown option '--roundz'"],
  ['extra', 'too many arguments'],
  ['--rounds --force', '--rounds must be followed by a value, got "--force"'],
  ['--rounds --roundz 3', '--rounds must be followed by a value, got "--roundz"'],
  ['--rounds -h', '--rounds must be followed by a value, got "-h"'],
  ['--rounds', '--rounds must be followed by a value, got "--out"'],
  ['--rounds=--force', '--rounds must be a whole number of at least 1, got "--force"'],
  ['--rounds -1', '--rounds must be a whole number of at least 1, got -1'],
  ['--rounds 0', '--rounds must be a whole number of at least 1, got 0'],
  ['--rounds two', '--rounds must be a whole number of at least 1, got "two"'],
  ['--rounds 1.5', '--rounds must be a whole number of at least 1, got 1.5'],
  ['--batch-size half', '--batch-size must be a whole number of at least 1, or full, got "half"'],
  ['--dataset svhn', '--dataset must be one of mnist-package, mnist, fashion-mnist, '],
  ['--strategy fedfoo', '--strategy must be one of fedavg, fedsgd, '],
  ['--dropouts 1.5', '--dropouts must be between 0 and 1, got 1.5'],
  ['--client-momentum 1', '--client-momentum must be at least 0 and below 1, got 1'],
  ['--alpha 0 --partition dirichlet', '--alpha must be between 0.000001 and 1000000, got 0'],
  ['--alpha 1e9 --partition dirichlet', '--alpha must be between 0.000001 and 1000000, got 1000'],
  ['--sigma 11 --partition quantity', '--sigma must be between 0 and 10, got 11'],
  ['--alpha 1', '--alpha must be left out unless --partition is dirichlet, got 1'],
  [
    '--clients 10 --clients-per-round 11',
    '--clients-per-round must be at most 10, the number of clients, got 11',
  ],
  [
    '--clients-per-round 101',
    '--clients-per-round must be at most 100, the number of clients, got 101',
  ],
  ['--clients 8001', '--clients must be at most 8000, the number of examples, got 8001'],
  [
    '--partition shards --clients 77',
    '--clients × --shards-per-client must divide the 8000 examples into equal shards, got 154',
  ],
  [
    '--partition labels --labels-per-client 11',
    '--labels-per-client must be a whole number between 1 and 10, got 11',
  ],
  [
    '--partition labels --labels-per-client 1 --clients 5',
    '--clients × --labels-per-client must be at least 10, the number of labels, got 5',
  ],
  [
    '--partition dirichlet --target-bins 5',
    '--target-bins must be left out: the examples have classes, got 5',
  ],
  ['--partition quantity --minimum-size 81', '--minimum-size must be at most 80'],
  [
    '--partition writer --dataset cifar10',
    '--partition must be another partition for --dataset cifar10, which names no writers',
  ],
  ['--secure-bits 8', '--secure-bits must be left out unless --secure-aggregation is true, got 8'],
  ['--secure-aggregation', '--secure-range must be given with --secure-aggregation'],
  [
    '--secure-aggregation --secure-range 1 --aggregator median',
    '--aggregator must be left out with --secure-aggregation, which aggregates by itself',
  ],
  [
    '--secure-aggregation --secure-range 1 --weighting examples',
    '--weighting must be uniform with --secure-aggregation, or bounded by --secure-max-weight',
  ],
  [
    '--secure-aggregation --secure-range 1 --secure-threshold 0.5',
    '--secure-threshold must be above 0.5 and at most 1, got 0.5',
  ],
  [
    '--secure-aggregation --adaptive-clip 0.5',
    '--adaptive-clip must be left out with --secure-aggregation',
  ],
  [
    '--secure-aggregation --secure-range 1 --strategy local',
    '--secure-aggregation must be left out with --strategy local',
  ],
  [
    '--strategy scaffold --sampling once',
    '--sampling must be another kind with --strategy scaffold',
  ],
  [
    '--sampling once --rounds 11',
    '--rounds × --clients-per-round must be at most 100, the number of clients',
  ],
  ['--sampling availability', '--availability must be given with --sampling availability'],
  [
    '--strategy fedavg --q 2',
    '--q must be left out with --strategy fedavg, which does not take it, got 2',
  ],
  [
    '--server-momentum 0.9',
    '--server-momentum must be left out with --strategy fedavg and sgd on the server',
  ],
  ['--strategy fedsgd --local-epochs 2', '--local-epochs must be 1 for FedSGD, got 2'],
  ['--stragglers 0.5', '--local-epochs must be at least 2 with --stragglers'],
  ['--speed-spread 1', '--speed-spread must be left out without --deadline, got 1'],
  [
    '--deadline 9 --stragglers 0.1 --local-epochs 2',
    '--stragglers must be left out if --deadline is given',
  ],
  [
    '--trainer eager --workers 2',
    '--workers must be left out unless --trainer is auto or compiled, got 2',
  ],
  ['--codec zip', '--codec must be one of float16, quantized, rotated, drive, qsgd, '],
  ['--codec rotated --bits 0', '--bits must be a whole number between 1 and 16, got 0'],
  ['--codec rotated --bits 17', '--bits must be a whole number between 1 and 16, got 17'],
  ['--codec qsgd --bits 1', '--bits must be a whole number between 2 and 16, got 1'],
  ['--codec drive --bits 2', '--bits must be left out unless --codec is quantized or rotated or '],
  ['--codec topk --top-k 0', '--top-k must be above 0 and below 1, got 0'],
  ['--codec topk --top-k 1', '--top-k must be above 0 and below 1, got 1'],
  ['--codec drive --top-k 0.1', '--top-k must be left out unless --codec is topk or randomk, got'],
  ['--codec lowrank --rank 0', '--rank must be a whole number of at least 1, got 0'],
  ['--codec topk --rank 1', '--rank must be left out unless --codec is lowrank, got 1'],
  ['--codec rotated --codec-threshold 9', '--codec-threshold must be left out unless --codec is '],
  ['--deflate', '--deflate must be left out without --codec, got true'],
  ['--error-feedback', '--error-feedback must be left out without --codec, got true'],
  ['--codec qsgd --error-feedback', '--error-feedback must be left out for qsgd: it is unbiased'],
  [
    '--codec topk --error-feedback --clip 1 --noise-multiplier 1',
    '--error-feedback must be left out with noise: what a client kept depends on the rounds',
  ],
  ['--codec lowrank --clip 1 --target-epsilon 9', 'hold no lowrank with noise: what a client kept'],
  ['--codec drive --transforms float16', '--transforms must hold one codec: drive would encode'],
  ['--codec drive --strategy scaffold', '--codec must be left out for SCAFFOLD'],
  ['--codec drive --strategy local', '--codec must be left out for local training'],
  ['--broadcast-codec topk', '--broadcast-codec must be one of float16, quantized, drive, got '],
  [
    '--broadcast-codec drive --broadcast-bits 4',
    '--broadcast-bits must be left out unless --broadcast-codec is quantized, got 4',
  ],
  ['--broadcast-deflate', '--broadcast-deflate must be left out without --broadcast-codec'],
  ['--broadcast-codec drive --strategy local', '--broadcast-codec must be left out for local '],
  [
    '--codec topk --secure-aggregation --secure-range 1',
    '--codec must be quantized or rotated or randomk with --secure-aggregation: masked numbers',
  ],
  [
    '--codec rotated --deflate --secure-aggregation --secure-range 1',
    '--deflate must be left out with --secure-aggregation',
  ],
  [
    '--codec quantized --bits 1 --secure-aggregation --secure-range 1',
    '--bits must be at least 2 with --secure-aggregation, got 1',
  ],
  [
    '--codec quantized --bits 4 --secure-bits 8 --secure-aggregation --secure-range 1',
    '--secure-bits must be left out with --codec quantized, whose --bits it would be, got 8',
  ],
  [
    '--codec rotated --secure-aggregation --clip 1 --noise-multiplier 1',
    '--codec must be quantized with --secure-aggregation and noise: the count of privacy',
  ],
  ['--clip 0', '--clip must be > 0, got 0'],
  ['--adaptive-clip 2', '--adaptive-clip must be between 0 and 1, got 2'],
  ['--noise-multiplier 1', '--noise-multiplier must be left out without --clip, got 1'],
  ['--clip 1 --noise-multiplier -1', '--noise-multiplier must be >= 0, got -1'],
  [
    '--clip 1 --noise-multiplier 1 --target-epsilon 2',
    '--noise-multiplier must be left out with --target-epsilon, which chooses it, got 1',
  ],
  [
    '--clip 1 --noise-multiplier 0 --delta 0.001',
    '--delta must be left out without noise: a promise needs --noise-multiplier or --target-epsilon',
  ],
  ['--clip 1 --noise-multiplier 1 --delta 1', '--delta must be > 0 and < 1, got 1'],
  ['--clip 1 --weighting examples', '--weighting must be uniform with --clip'],
  [
    '--clip 1 --noise-multiplier 1 --sampling weighted',
    '--sampling must be uniform or poisson with noise: the accountant has no bound for any other',
  ],
  ['--aggregator trimmedmean:share=0.5', '--aggregator must be at least 0 and below 0.5'],
  ['--aggregator krum', '--aggregator must give krum its attackers, the most attackers in a round'],
  [
    '--aggregator krum:attackers=4',
    '--clients-per-round must be at least 11 with --aggregator krum:attackers=4, got 10',
  ],
  [
    '--aggregator bulyan:attackers=2',
    '--clients-per-round must be at least 11 with --aggregator bulyan:attackers=2, got 10',
  ],
  ['--aggregator fltrust', '--root-examples must be given with --aggregator fltrust'],
  [
    '--aggregator fltrust --root-examples 8000',
    '--root-examples must be below 8000, the number of training examples, got 8000',
  ],
  [
    '--aggregator median --root-examples 9',
    '--root-examples must be left out unless --aggregator is',
  ],
  [
    '--aggregator fltrust --root-examples 9 --partition writer',
    '--root-examples must be left out unless --partition is iid or ',
  ],
  ['--strategy scaffold --aggregator median', '--aggregator must be a weighted sum for SCAFFOLD'],
  ['--clip 1 --aggregator median', '--aggregator must be a sum with differential privacy'],
  [
    '--clip 1 --strategy fednova',
    '--clip must be left out for FedNova if they promise privacy: it scales updates by private',
  ],
  ['--clip 1 --strategy local', '--clip must be left out for local training: nothing is sent'],
  ['--attack flip', '--attack must name labelflip or backdoor or signflip'],
  ['--attack scaled', '--attack must give scaled its factor'],
  ['--attack signflip,gaussian:deviation=1', '--attack must poison updates in one way only'],
  [
    '--attack backdoor:target=10',
    '--attack: target must be a whole number between 0 and 9, got 10',
  ],
  ['--attack backdoor:target=1:size=29', '--attack: size must be a whole number between 1 and 28'],
  ['--attackers 2', '--attackers must be left out without --attack, got 2'],
  ['--colluding', '--colluding must be left out without --attack, got true'],
  ['--attack labelflip --colluding', '--colluding must be left out with an attack on examples'],
  [
    '--attack signflip --attackers 0',
    '--attackers must be a whole number of at least 1, or a share',
  ],
  ['--attack signflip --attackers -1', '--attackers must be a whole number of at least 1, or a'],
  ['--attack signflip --attackers 1.5', '--attackers must be a whole number of at least 1, or a'],
  [
    '--attack signflip --attackers 11 --clients 10',
    '--attackers must be a whole number between 1 and 10, got 11',
  ],
  [
    '--attack signflip --attackers 0.01 --clients 10',
    '--attackers must be a share that makes at least one of 10 clients an attacker, got 0.01',
  ],
  ['--attack labelflip --strategy local', '--attack must be left out with --strategy local'],
  [
    '--attack signflip --strategy centralized',
    '--attack must poison examples alone with --strategy centralized',
  ],
  ['--data-dir x', '--data-dir must be left out unless --dataset is mnist or'],
  ['--resume --force', '--force must be left out with --resume'],
  ['--resume', '--out must hold a run to resume, or be given with the options of a run'],
];

test.each(refused)('%s', async (options, message) => {
  await withTemporaryFolder(async (folder) => {
    const out = join(folder, 'run');
    const said = await command([...options.split(' '), '--out', out]);
    expect(said.err).toContain(message);
    expect(said.code).toBe(2);
    expect(existsSync(out)).toBe(false);
  });
});

test('missing and broken files are named', async () => {
  await withTemporaryFolder(async (folder) => {
    const out = join(folder, 'run');
    const run = (...options: string[]) => command([...options, '--out', out]);
    const nowhere = join(folder, 'nowhere');
    expect(await run('--dataset', 'mnist', '--data-dir', nowhere)).toMatchObject({
      code: 1,
      err: `${nowhere}: is not a folder; --data-dir must name the folder with the files\n`,
    });
    expect((await run('--dataset', 'femnist', '--data-dir', folder)).err).toContain(
      'holds no file of these formats',
    );
    const file = join(folder, 'options.json');
    expect((await run('--config', file)).err).toBe(
      `${file}: cannot be read: there is no such file or folder (ENOENT)\n`,
    );
    writeFileSync(file, '{"rounds": 3');
    expect((await run('--config', file)).err).toContain(`${file}: is not JSON`);
    writeFileSync(file, '[]');
    expect((await run('--config', file)).err).toContain(`${file}: expected a JSON object`);
    writeFileSync(file, '{"client-per-round": 3}');
    expect((await run('--config', file)).err).toContain(
      `${file}: client-per-round must be one of the options`,
    );
    writeFileSync(file, '{"clients-perRound": 0}');
    expect((await run('--config', file)).err).toContain('clients-perRound must be a whole');
    writeFileSync(file, '{"client-001": 3}');
    expect((await run('--sampling', 'availability', '--availability', file)).err).toContain(
      'client-001 must be an array of rounds and [first, last]',
    );
    writeFileSync(file, '{"nobody": [3]}');
    expect((await run('--sampling', 'availability', '--availability', file)).err).toContain(
      '--availability must name clients of mnist-package only, got "nobody"',
    );
    expect(existsSync(out)).toBe(false);
  });
});

test('a folder that holds a run, or cannot be one', async () => {
  await withTemporaryFolder(async (folder) => {
    const run = join(folder, 'run');
    mkdirSync(join(run, 'checkpoint'), { recursive: true });
    const said = await command(['--rounds', '1', '--out', run]);
    expect(said).toMatchObject({ code: 2 });
    expect(said.err).toContain('--out must name a folder without a run (checkpoint is there)');
    expect(readdirSync(run)).toEqual(['checkpoint']);
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const onFile = await command(['--rounds', '1', '--out', file]);
    expect(onFile.code).toBe(1);
    expect(onFile.err).toContain(file);
  });
});

test('help names every option and every algorithm', async () => {
  const { code, out } = await command(['--', '--help']);
  expect(code).toBe(0);
  for (const name of settingNames) expect(out).toContain(`\n  ${flag(name)} `);
  for (const name of strategyNames) expect(out).toContain(`\n  ${name} `);
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThan(101);
});
