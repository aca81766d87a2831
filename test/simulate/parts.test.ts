import { Rng } from '../../src/core/rng';
import { embeddedDigits } from '../../src/data/sources/embedded';
import { onceSampling } from '../../src/simulate/onceSampling';
import { runProgress } from '../../src/simulate/progress';
import type { RoundRecord } from '../../src/simulation/roundRecord';
import { sink } from './command';

test('sampling once draws every client once in a run', () => {
  const digits = embeddedDigits({ writers: 12 });
  const rng = Rng.fromSeed(3);
  const sampler = onceSampling(3, 4, rng);
  sampler.check(digits);
  const rounds = [1, 2, 3, 4].map((round) =>
    sampler.draw(digits, round, rng.split('cohort', round)),
  );
  expect(rounds.flat().sort()).toEqual(digits.clientIds);
  expect(rounds.flat()).not.toEqual(digits.clientIds);
  expect(sampler.draw(digits, 2, rng)).toEqual(rounds[1]);
  expect(() => {
    onceSampling(3, 5, rng).check(digits);
  }).toThrow(
    'rounds × clientsPerRound must be at most 12, the number of clients, with sampling once, got 15',
  );
});

const record = (round: number, testAccuracy: number | null): RoundRecord => ({
  round,
  trainLoss: 1,
  trainAccuracy: 0.5,
  testLoss: 0.5,
  testAccuracy,
  clientAccuracy: null,
  bytesUp: 10,
  bytesDown: 20,
  clientSteps: 30,
  seconds: 0.25,
  clients: ['a'],
  dropped: [],
});

test('progress: a line every two seconds, counted from where the run was resumed', () => {
  const { stream, text } = sink();
  let now = 0;
  const progress = runProgress(stream, 10, 4, () => now);
  for (const round of [5, 6, 7, 8, 9, 10]) {
    now += 1500;
    progress.update(record(round, round === 6 ? 0.5 : null));
  }
  progress.end();
  expect(text().split('\n')).toEqual([
    'round 5/10 · 0.25 s a round · 120 steps/s · 0:02, about 0:08 left',
    'round 7/10 · test accuracy 50.0 % · 0.25 s a round · 120 steps/s · 0:05, about 0:05 left',
    'round 9/10 · test accuracy 50.0 % · 0.25 s a round · 120 steps/s · 0:08, about 0:02 left',
    'round 10/10 · test accuracy 50.0 % · 0.25 s a round · 120 steps/s · 0:09, about 0:00 left',
    '',
  ]);
});

test('progress: one line on a terminal, no wider than it, gone at the end', () => {
  const { stream, text } = sink();
  const terminal = Object.assign(stream, { isTTY: true, columns: 30 });
  const progress = runProgress(terminal, 2, 0, () => 0);
  progress.update(record(1, null));
  progress.update(record(2, null));
  progress.end();
  const clear = '\r\u001b[K';
  const line = (round: number): string => `round ${round}/2 · 0.25 s a round ·…`;
  expect(text()).toBe(`${line(1)}${clear}${line(2)}${clear}`);
});
