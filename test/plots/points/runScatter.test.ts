import type { NamedRun } from '../../../src/plots/curves/runComparison';
import { runScatter } from '../../../src/plots/points/runScatter';

const run = (name: string, accuracies: readonly (number | null)[], bytesUp: number): NamedRun => ({
  name,
  records: accuracies.map((testAccuracy, i) => ({
    round: i + 1,
    testAccuracy,
    clientAccuracy: null,
    bytesUp,
    bytesDown: 1000,
  })),
});

const runs = [run('A', [0.1, 0.4, 0.6], 100), run('A', [0.2, 0.8, null], 300), run('B', [0.5], 50)];

test('runs of one name are one point: mean of the last accuracies, mean bytes of a round', () => {
  const figure = runScatter(runs, { title: 'Runs', against: 'bytesUp' });
  const [a, b] = figure.data as unknown as readonly {
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly error_y?: { readonly array: readonly number[] };
  }[];
  expect([a.x, b.x, b.y]).toEqual([[200], [50], [0.5]]);
  expect(a.y[0]).toBeCloseTo(0.7, 12);
  // Of 0.6 and 0.8.
  expect(a.error_y!.array[0]).toBeCloseTo(Math.SQRT2 / 10, 12);
  expect(b.error_y).toBeUndefined();
});

test('by default both directions count; a window takes the mean of the last measurements', () => {
  const { data, layout } = runScatter([runs[0]], { title: 'Runs', window: 2 });
  expect(data[0]).toMatchObject({ x: [1100], y: [0.5] });
  expect(JSON.stringify(layout)).toContain('test accuracy, mean of the last 2');
});

test('no run and a run without a measurement are refused', () => {
  expect(() => runScatter([], { title: '' })).toThrow('runs must hold at least one');
  expect(() => runScatter([run('A', [null], 1)], { title: '' })).toThrow(
    'records of A must hold a test accuracy',
  );
});
