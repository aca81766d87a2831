import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { commandLine } from '../../../src/book/playground/commandLine';
import { controlNames } from '../../../src/book/playground/controls';
import { gridFiles, playgroundSettings } from '../../../src/book/playground/gridResults';
import { readLink, triedText } from '../../../src/book/playground/link';
import { gridOf, partitionText } from '../../../src/book/playground/results';
import type { GridResults } from '../../../src/book/playground/results';
import { runResult } from '../../../src/book/playground/runResult';
import { agreement } from '../../../src/book/playground/agreement';
import { defaultSettings, simulateOptions } from '../../../src/book/playground/settings';
import { namedSource } from '../../../src/options/clients/source';
import { completeSettings } from '../../../src/simulate/config';
import { parseCommandLine } from '../../../src/simulate/commandLine';
import { prepareRun } from '../../../src/simulate/prepare';
import { readSweep } from '../../../src/simulate/sweep/sweepPlan';
import { federatedRounds } from '../../../src/simulation/rounds';
import type { RoundRecord } from '../../../src/simulation/roundRecord';
import { root } from '../../support/setup';

const folder = join(root, 'src', 'book', 'playground');
const file = join(folder, 'results.json');
const stored = JSON.parse(readFileSync(file, 'utf8')) as GridResults;
const fromText = (tried: string) => readLink(tried).settings;
const grid = gridOf(stored, fromText);

const accuracies = z.array(z.int().min(0).max(10_000)).max(stored.rounds);
const bytes = z.union([z.int().min(0), z.array(z.int().min(0)).max(stored.rounds)]);
const schema = z.strictObject({
  rounds: z.int().positive(),
  versions: z.record(z.string(), z.string()),
  partitions: z.record(z.string(), z.array(z.array(z.int().min(0)).length(10)).length(100)),
  groups: z.array(
    z.strictObject({
      tried: z.string(),
      runs: z
        .array(
          z.strictObject({
            folder: z.string().regex(/^[a-z]+\/runs\/\d+-[\w.-]+$/),
            seed: z.int(),
            testAccuracy: accuracies,
            worst10: accuracies,
            bytesUp: bytes,
            bytesDown: bytes,
            privacy: z.strictObject({ epsilon: z.number(), delta: z.number() }).optional(),
            stopped: z.literal('diverged').optional(),
          }),
        )
        .length(3),
    }),
  ),
});

test('the stored results have the form that the page reads, and are small', () => {
  expect(schema.parse(stored)).toEqual(stored);
  expect(statSync(file).size).toBeLessThan(500_000);
  for (const { tried, runs } of stored.groups) {
    expect(runs.map(({ seed }) => seed)).toEqual([1, 2, 3]);
    expect(triedText(fromText(tried))).toBe(tried);
    expect(stored.partitions).toHaveProperty([partitionText(fromText(tried))]);
    for (const run of runs) {
      expect(run.worst10).toHaveLength(run.testAccuracy.length);
      expect(run.stopped !== undefined).toBe(run.testAccuracy.length < stored.rounds);
    }
  }
  for (const [name, counts] of Object.entries(stored.partitions)) {
    const total = counts.flat().reduce((sum, count) => sum + count, 0);
    // Writers keep a fifth of their digits for testing.
    if (name === 'partition=writer') expect(Math.abs(total - 6400)).toBeLessThan(10);
    else expect(total).toBe(8000);
  }
});

test('they are the runs of the grid’s sweeps, each once, under the names of their folders', () => {
  const planned = gridFiles(join(folder, 'grid')).flatMap((sweep) =>
    readSweep(sweep, {}).runs.map(({ name, settings }) => {
      const tried = triedText(playgroundSettings(settings, sweep));
      return `${tried} ${/([a-z]+)\.json$/.exec(sweep)![1]}/runs/${name} ${settings.seed}`;
    }),
  );
  const found = stored.groups.flatMap(({ tried, runs }) =>
    runs.map((run) => `${tried} ${run.folder} ${run.seed}`),
  );
  expect(found.sort()).toEqual(planned.sort());
});

/** Does a run of the grid again, as the page says that it is done. */
async function again(text: string) {
  const words = text.replace('npm run simulate -- ', '').split(' ');
  const silent = { out: () => undefined, err: () => undefined };
  const config = completeSettings(parseCommandLine(words, silent).settings);
  const prepared = await prepareRun(namedSource(config), config, () => undefined);
  const records: RoundRecord[] = [];
  try {
    const { algorithm, federated, options } = prepared;
    for await (const { record } of federatedRounds(algorithm, federated, options)) {
      records.push(record);
    }
  } finally {
    prepared.trainer.dispose();
    prepared.model.dispose();
  }
  return runResult(records, config);
}

test.each([
  ['SCAFFOLD on uneven clients', { algorithm: 'scaffold' }, 1],
  ['noise', { partition: 'writer', clientsPerRound: 20, privacy: 'noise', noiseMultiplier: 1 }, 2],
])('a run that is done again is the stored one: %s', async (_, given, seed) => {
  const settings = { ...defaultSettings, ...given, rounds: stored.rounds, seed };
  const run = grid.find(settings)!.runs.find((one) => one.seed === seed)!;
  const now = await again(commandLine(settings));
  expect(now.privacy).toEqual(run.privacy);
  const { rounds, testAccuracy, worst10, sameBytes } = agreement(now, run);
  expect([rounds, sameBytes]).toEqual([stored.rounds, true]);
  // On another machine rounding may turn a few of the 2,000 test digits around.
  expect(testAccuracy).toBeLessThanOrEqual(20);
  expect(worst10).toBeLessThanOrEqual(200);
});

describe('which combinations there are', () => {
  test('all values of a control, numbers in order', () => {
    expect(grid.values('alpha')).toEqual([0.03, 0.1, 0.3, 0.5, 1, 10]);
    expect(grid.values('clientsPerRound')).toEqual([3, 10, 20, 50]);
    expect(grid.values('algorithm')).toEqual(
      expect.arrayContaining(['fedavg', 'fedprox', 'scaffold', 'fedavgm', 'fedadam']),
    );
    for (const name of controlNames) expect(grid.values(name).length).toBeGreaterThan(0);
  });

  test('what was not run is not found, and what differs least is offered', () => {
    const odd = { ...defaultSettings, alpha: 0.2 };
    expect(grid.find(defaultSettings)?.runs).toHaveLength(3);
    expect(grid.find(odd)).toBeUndefined();
    for (const near of grid.nearest(odd, undefined, 3)) {
      expect(grid.find(near)).toBeDefined();
      expect({ ...near, alpha: 0, partition: '' }).toEqual({ ...odd, alpha: 0, partition: '' });
    }
    const noisy = { ...defaultSettings, privacy: 'noise' };
    expect(grid.find(noisy)).toBeUndefined();
    const offered = grid.nearest(noisy, 'privacy', 4);
    expect(offered).toHaveLength(4);
    expect(offered.map(({ privacy }) => privacy)).toEqual(Array(4).fill('noise'));
    expect(grid.nearest(noisy, undefined, 1)).toEqual([
      { ...noisy, partition: 'writer', clientsPerRound: 20 },
    ]);
  });
});

test('the command that is shown holds every option of the run', () => {
  expect(commandLine({ ...defaultSettings, codec: 'topkfeedback', rounds: 40, seed: 3 })).toBe(
    'npm run simulate -- --partition dirichlet --alpha 0.1 --model softmax --strategy fedavg ' +
      '--clients-per-round 10 --local-epochs 1 --client-learning-rate 0.1 --codec topk --top-k 0.01 ' +
      '--error-feedback --rounds 40 --seed 3',
  );
  expect(simulateOptions(defaultSettings)).not.toHaveProperty('noiseMultiplier');
});
