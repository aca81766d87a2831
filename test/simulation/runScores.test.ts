import type { RoundRecord } from '../../src/simulation/roundRecord';
import { runScores } from '../../src/simulation/runScores';

function record(round: number, testAccuracy: number | null, worst10: number | null): RoundRecord {
  return {
    round,
    trainLoss: 1,
    trainAccuracy: 0.5,
    testLoss: 1,
    testAccuracy,
    clientAccuracy: worst10 === null ? null : { mean: worst10 + 0.2, worst10, std: 0.1 },
    bytesUp: 1,
    bytesDown: 1,
    clientSteps: 1,
    seconds: 1,
    clients: [],
    dropped: [],
  };
}

test('scores are means over the last third of the rounds that were measured', () => {
  const records = [0.1, 0.2, 0.3, 0.4, 0.5, 0.7].map((accuracy, i) => record(i, accuracy, 0.4));
  const scores = runScores([...records, record(7, null, null)]);
  expect(scores.test).toBeCloseTo(0.6, 12);
  expect(scores.clients).toBeCloseTo(0.6, 12);
  expect(scores.worstTenth).toBeCloseTo(0.4, 12);
  expect(scores.spread).toBeCloseTo(0.1, 12);
});

test('scores that were never measured are NaN', () => {
  expect(runScores([record(1, 0.5, null)])).toEqual({
    test: 0.5,
    clients: NaN,
    worstTenth: NaN,
    spread: NaN,
  });
  expect(runScores([]).test).toBeNaN();
});
