import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Rng } from '../../src/core/rng';
import { loadCheckpoint } from '../../src/simulation/checkpoint';
import { withTemporaryFolder } from '../support/temporaryFolder';

const rounds = 60;

interface Ended {
  readonly code: number | null;
  readonly from: number;
  readonly warnings: string;
  /** From its beginning to its end. */
  readonly milliseconds: number;
}

/** Runs killedRun.cjs and kills it so many milliseconds after it has begun; how it ended. */
function run(folder: string, killAfter?: number): Promise<Ended> {
  const program = join(__dirname, 'killedRun.cjs');
  const child = spawn(process.execPath, [program, folder, String(rounds)]);
  let from = -1;
  let warnings = '';
  let begun = NaN;
  child.stderr.on('data', (text: Buffer) => (warnings += text.toString()));
  child.stdout.once('data', (text: Buffer) => {
    from = Number(text.toString().split(' ')[1]);
    begun = performance.now();
    if (killAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfter);
  });
  return new Promise((resolve) => {
    child.on('close', (code) => {
      resolve({ code, from, warnings, milliseconds: performance.now() - begun });
    });
  });
}

test('a run that is killed 30 times at random instants ends with the bits of one that never was', async () => {
  await withTemporaryFolder(async (folder) => {
    const bits = (of: string) => ({
      weights: readFileSync(join(of, 'weights.npz')).toString('base64'),
      checkpoint: loadCheckpoint(join(of, 'checkpoint')),
    });
    const whole = join(folder, 'whole');
    const { milliseconds, ...undisturbed } = await run(whole);
    expect(undisturbed).toEqual({ code: 0, from: 0, warnings: '' });
    const expected = bits(whole);

    const random = Rng.fromSeed(11);
    let runs = 0;
    let kills = 0;
    let resumed = 0;
    for (let before = 0; kills < 30;) {
      const killed = join(folder, `killed ${runs}`);
      const { code, from, warnings } = await run(killed, random.uniform() * 0.15 * milliseconds);
      expect(warnings).toBe('');
      expect(from).toBeGreaterThanOrEqual(before);
      if (from > before) resumed++;
      before = from;
      if (code === null) kills++;
      // A fast machine comes to the end; then another run is killed.
      if (code === 0 || kills === 30) {
        expect(await run(killed)).toMatchObject({ code: 0, warnings: '' });
        expect(bits(killed)).toEqual(expected);
        runs++;
        before = 0;
      }
    }
    expect(resumed).toBeGreaterThan(10);
  });
});
