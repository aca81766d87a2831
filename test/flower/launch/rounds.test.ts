import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRounds } from '../../../src/flower/launch/federationRound';
import type { FederationRound } from '../../../src/flower/launch/federationRound';
import { roundLine, roundScores, roundTotals } from '../../../src/flower/launch/roundLine';
import { withTemporaryFolder } from '../../support/temporaryFolder';

const round: FederationRound = {
  round: 3,
  asked: 3,
  answered: 2,
  trainedBy: ['5', '11'],
  failures: ['node 7: it failed (code 2)'],
  bytesDown: 16_659_696,
  bytesUp: 8_329_848,
  train: { train_loss: 0.5, many: [1, 2] },
  evaluate: { eval_loss: 0.30129, eval_acc: 0.9125 },
  trainSeconds: 1.5,
  seconds: 2.125,
};

test('rounds are read line by line; a line that is still being written is left for later', async () => {
  await withTemporaryFolder((folder) => {
    const file = join(folder, 'rounds.jsonl');
    expect(readRounds(file)).toEqual([]);
    const line = JSON.stringify(round);
    writeFileSync(file, `${line}\n${line.slice(0, 40)}`);
    expect(readRounds(file)).toEqual([round]);
    appendFileSync(file, `${line.slice(40)}\n`);
    expect(readRounds(file)).toEqual([round, round]);
    appendFileSync(file, '{"round": 0}\n');
    expect(() => readRounds(file)).toThrow(`${file}: line 3 is not a round: {"round": 0}`);
  });
});

test('a round in one line, with what was measured', () => {
  expect(roundLine(round, 5)).toBe(
    'round 3/5 · accuracy 91.3 % · loss 0.301 · 2 of 3 clients · 2.1 s · 16.7 MB down, 8.33 MB up',
  );
  // Two numbers to predict, with variances of 1 and 4.
  const means = { eval_mse: [0.25, 1], eval_mae: [0.4, 0.8] };
  const targets = { eval_target: [3, 0], eval_target_square: [10, 4] };
  expect(roundLine({ ...round, evaluate: { eval_loss: 0.6, ...means, ...targets } }, 5)).toContain(
    'round 3/5 · R² 0.750 · RMSE 0.75 · 2 of 3 clients',
  );
  const bare = { ...round, evaluate: { eval_loss: null }, bytesDown: 900, bytesUp: 0 };
  expect(roundLine(bare, 5)).toBe(
    'round 3/5 · 2 of 3 clients · 2.1 s · 900 bytes down, 0 bytes up',
  );
});

test('a round as a point of a chart; what was not measured is left out', () => {
  const scores = { round: 3, trainLoss: 0.5, testLoss: 0.30129, testAccuracy: 0.9125 };
  expect(roundScores(round)).toEqual(scores);
  const bare = { ...round, train: { train_loss: null }, evaluate: {} };
  expect(roundScores(bare)).toEqual({ round: 3 });
});

test('the totals of the rounds', () => {
  const totals = roundTotals();
  expect(totals.answered).toBe(false);
  totals.add(round);
  totals.add({ ...round, evaluate: { accuracy: 1 }, seconds: 1 });
  expect(totals.text()).toBe(
    '2 rounds in 3.1 s (1.6 s a round), 33.3 MB down, 16.7 MB up; accuracy 100.0 %',
  );
  expect(totals.answered).toBe(true);
  totals.add({ ...round, answered: 0 });
  expect(totals.answered).toBe(false);
});
