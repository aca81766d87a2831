import { agreement } from '../../../src/book/playground/agreement';
import { curveNames } from '../../../src/book/playground/curveNames';
import { curveChart, partitionChart, sentMegabytes } from '../../../src/book/playground/figures';
import { runResult } from '../../../src/book/playground/runResult';
import type { RunResult } from '../../../src/book/playground/results';
import { defaultSettings } from '../../../src/book/playground/settings';
import { describeFigure } from '../../../src/plots/descriptions/describe';
import type { RoundRecord } from '../../../src/simulation/roundRecord';

const run = (seed: number, testAccuracy: readonly number[]): RunResult => ({
  seed,
  testAccuracy,
  worst10: testAccuracy.map((value) => value / 2),
  bytesUp: 1e6,
  bytesDown: [2e6, 3e6],
});

test('a line is the mean over the seeds, and its band goes from the lowest to the highest', () => {
  const runs = [run(1, [1000, 8000]), run(2, [2000, 8600]), run(3, [6000, 8000])];
  const curve = { name: 'FedAvg', runs, color: 1, inTab: false };
  const [band, line] = curveChart('rounds', [curve], 400).data;
  expect(line).toMatchObject({ x: [1, 2], y: [0.3, 0.82], name: 'FedAvg' });
  expect(band).toMatchObject({ x: [1, 2, 2, 1], y: [0.6, 0.86, 0.8, 0.1], fill: 'toself' });
  expect(line.line).toMatchObject({ color: '#D55E00', dash: 'solid' });
  const [, overBytes] = curveChart('bytes', [curve], 400).data;
  expect(overBytes).toMatchObject({ x: [3, 7], y: [0.3, 0.82] });
  const [, worst] = curveChart('worst', [curve], 400).data;
  expect(worst).toMatchObject({ y: [0.15, 0.41] });
});

test('a run in the tab is dashed, has no band, and fits the place that it has', () => {
  const curve = { name: 'here', runs: [run(1, [1000, 8000])], color: 0, inTab: true };
  const figure = curveChart('rounds', [curve], 333);
  expect(figure.data).toHaveLength(1);
  expect(figure.data[0].line).toMatchObject({ dash: 'dash' });
  expect(figure.layout.width).toBe(333);
  expect(describeFigure(figure)).toBe(
    'Test accuracy by round. Line chart. Test accuracy by round: here from 10.0 % to 80.0 %.',
  );
});

test('bytes add up over the rounds, both ways', () => {
  expect(sentMegabytes(run(1, [0, 0]))).toEqual([3, 7]);
});

test('the picture of a partition has a column for each client', () => {
  const figure = partitionChart(
    [
      [1, 3],
      [0, 2],
      [5, 5],
    ],
    500,
  );
  expect(figure.layout.width).toBe(500);
  expect(figure.data[0]).toMatchObject({ type: 'heatmap' });
});

test('names of curves say what differs, and only that', () => {
  const uneven = { ...defaultSettings, alpha: 0.03, clientsPerRound: 50 };
  const byWriter = { ...defaultSettings, partition: 'writer', algorithm: 'scaffold' };
  expect(curveNames([defaultSettings])).toEqual(['FedAvg']);
  expect(curveNames([defaultSettings, uneven])).toEqual([
    'FedAvg, α 0.1, 10 a round',
    'FedAvg, α 0.03, 50 a round',
  ]);
  expect(curveNames([defaultSettings, byWriter])).toEqual([
    'FedAvg, Dirichlet, α 0.1',
    'SCAFFOLD, by writer',
  ]);
  expect(curveNames([defaultSettings, { ...defaultSettings, seed: 9 }])).toEqual([
    'FedAvg',
    'FedAvg',
  ]);
});

test('runs are compared over the rounds that both have', () => {
  const [a, b] = [run(1, [1000, 8000]), { ...run(1, [1010]), bytesDown: 2e6 }];
  const result = { rounds: 1, testAccuracy: 10, worst10: 5, sameBytes: true };
  expect(agreement(a, b)).toEqual(result);
  expect(agreement(b, a)).toEqual(result);
  expect(agreement(a, { ...a, bytesUp: 999_999 }).sameBytes).toBe(false);
});

describe('what is kept of a run', () => {
  const record = (round: number, testAccuracy: number | null): RoundRecord => ({
    round,
    trainLoss: 1,
    trainAccuracy: 0.5,
    testLoss: 1,
    testAccuracy,
    clientAccuracy: { mean: 0.5, worst10: 0.12345, std: 0.1 },
    bytesUp: 10,
    bytesDown: round,
    clientSteps: 1,
    seconds: 1,
    clients: ['a'],
    dropped: [],
    privacy: { epsilon: 1.234567, delta: 0.00630957, private: false },
  });

  test('hundredths of a percent; one number where all rounds have the same', () => {
    expect(runResult([record(1, 0.2905), record(2, 0.8705)], { seed: 7, rounds: 2 })).toEqual({
      seed: 7,
      testAccuracy: [2905, 8705],
      worst10: [1235, 1235],
      bytesUp: 10,
      bytesDown: [1, 2],
      privacy: { epsilon: 1.235, delta: 0.00631 },
    });
  });

  test('a run that ended before its last round says so; one without accuracies is refused', () => {
    expect(runResult([record(1, 0.5)], { seed: 1, rounds: 2 }).stopped).toBe('diverged');
    expect(() => runResult([record(1, null)], { seed: 1, rounds: 1 })).toThrow(
      'records[0] must hold accuracies, got null',
    );
  });
});
