import { ArgumentError } from '../../src/core/errors';
import type { RunGroup } from '../../src/notebook/compareRuns';
import { groupScores, leads } from '../../src/notebook/groupScores';
import type { RoundRecord } from '../../src/simulation/roundRecord';

/** One repetition for each accuracy, with one measured round. */
function group(...accuracies: number[]): RunGroup {
  const state = { round: 1, parameters: new Float32Array() };
  const record = (testAccuracy: number): RoundRecord => ({
    round: 1,
    trainLoss: null,
    trainAccuracy: null,
    testLoss: null,
    testAccuracy,
    clientAccuracy: { mean: testAccuracy / 2, worst10: 0, std: 0.25 },
    bytesUp: 0,
    bytesDown: 0,
    clientSteps: 1,
    seconds: 0,
    clients: [],
    dropped: [],
  });
  return { name: 'g', runs: accuracies.map((one) => ({ state, records: [record(one)] })) };
}

test('scores are means and sample deviations over the repetitions', () => {
  const { test, clients, worstTenth, spread } = groupScores(group(0.5, 0.75));
  expect(test.mean).toBe(0.625);
  expect(test.std).toBeCloseTo(0.125 * Math.SQRT2, 12);
  expect(clients.mean).toBe(0.3125);
  expect(worstTenth).toEqual({ mean: 0, std: 0 });
  expect(spread).toEqual({ mean: 0.25, std: 0 });
});

test('a lead is taken repetition by repetition', () => {
  expect(leads(group(0.75, 0.5), group(0.5, 0.75))).toEqual([0.25, -0.25]);
  const worst = leads(group(0.5), group(0.25), ({ records }) => records[0].clientAccuracy!.mean);
  expect(worst).toEqual([0.125]);
});

test('experiments with different numbers of repetitions cannot be paired', () => {
  expect(() => leads(group(1, 1), group(1))).toThrow(ArgumentError);
});
