import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Rng } from '../../src/core/rng';
import { readTensorFile } from '../../src/core/tensorFile';
import type { RoundRecord } from '../../src/simulation/roundRecord';
import { root } from '../support/setup';
import { withTemporaryFolder } from '../support/temporaryFolder';

/** How many kills: few in the suite; FEDERATED_TEST_KILLS=30 for all. */
const kills = Number(process.env.FEDERATED_TEST_KILLS ?? 4);
const rounds = 12;
const program = join(root, 'src', 'dist', 'simulate', 'cli.js');

/** An algorithm that keeps vectors on the server and for each client, with clients that drop out. */
const options = [
  ...['--strategy', 'scaffold', '--server-optimizer', 'momentum', '--server-learning-rate', '0.5'],
  ...['--rounds', `${rounds}`, '--dropouts', '0.2', '--partition', 'dirichlet', '--clients', '20'],
];

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly errors: string;
}

/** Runs the command; kills it when `moment` has come, where that is asked for. */
async function simulate(
  folder: string,
  args: string[],
  moment?: () => Promise<unknown>,
): Promise<Ended> {
  const child = spawn(process.execPath, [program, '--quiet', '--out', folder, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const closed = once(child, 'close') as Promise<[number | null, string | null]>;
  if (moment) {
    await Promise.race([closed, moment()]);
    child.kill('SIGKILL');
  }
  const [code, signal] = await closed;
  return { code, signal, errors };
}

/**
 * A random instant: one in four anywhere in the run, the others during its rounds, some milliseconds
 * after one of those still to be done was recorded.
 */
function randomMoment(rng: Rng, folder: string, duration: number): () => Promise<unknown> {
  const after = rng.uniform();
  if (rng.uniform() < 0.25) return () => pause(after * duration);
  const done = roundsDone(folder);
  const round = done + rng.integer(Math.max(1, rounds - done));
  return async () => {
    const deadline = performance.now() + 3 * duration;
    while (roundsDone(folder) <= round && performance.now() < deadline) await pause(1);
    await pause(20 * after);
  };
}

function roundsDone(folder: string): number {
  const file = join(folder, 'metrics.jsonl');
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
}

/** Everything that two runs must have in common, bit for bit. */
function results(folder: string) {
  const bytes = (name: string): string => readFileSync(join(folder, name)).toString('base64');
  const lines = readFileSync(join(folder, 'metrics.jsonl'), 'utf8').trimEnd().split('\n');
  const records = lines.map((line) => JSON.parse(line) as RoundRecord);
  const checkpoint = readTensorFile(join(folder, 'checkpoint', `round-0000${rounds}.safetensors`));
  return {
    weights: bytes('weights.npz'),
    initial: bytes('initial.npz'),
    clients: bytes('clients.json'),
    onnx: bytes('model.onnx'),
    records: records.map((record) => ({ ...record, seconds: 0 })),
    state: [...checkpoint.tensors].map(([name, vector]) => [name, [...vector]]),
    files: readdirSync(folder).sort(),
  };
}

const compiled = existsSync(program);
const name = `a run killed at random instants (${kills}) and resumed ends with the same bits`;

(compiled ? test : test.skip)(
  compiled ? name : `${name} [skipped: src/ is not compiled; npm test does it]`,
  async () => {
    await withTemporaryFolder(async (folder) => {
      const whole = join(folder, 'whole');
      const start = performance.now();
      const uninterrupted = await simulate(whole, options);
      expect(uninterrupted).toEqual({ code: 0, signal: null, errors: '' });
      const duration = performance.now() - start;
      const expected = results(whole);
      expect(expected.records.map(({ round }) => round)).toEqual(
        Array.from({ length: rounds }, (_, i) => i + 1),
      );

      const rng = Rng.fromSeed(1);
      const killedAfter: number[] = [];
      for (let killed = 0, run = 0; killed < kills; run++) {
        const killedFolder = join(folder, `killed-${run}`);
        mkdirSync(killedFolder);
        // A run is killed again and again, twice on average, and then left to end.
        do {
          const moment = randomMoment(rng, killedFolder, duration);
          const { signal, errors } = await simulate(killedFolder, [...options, '--resume'], moment);
          expect(errors).toBe('');
          if (signal === 'SIGKILL') killed++;
          killedAfter.push(roundsDone(killedFolder));
        } while (killed < kills && rng.uniform() < 0.5);
        const resumed = await simulate(killedFolder, [...options, '--resume']);
        expect(resumed).toEqual({ code: 0, signal: null, errors: '' });
        expect(results(killedFolder)).toEqual(expected);
      }
      if (kills > 10) console.log(`rounds done at the kills: ${killedAfter.join(', ')}`);
    });
  },
  60_000 * (1 + kills),
);
