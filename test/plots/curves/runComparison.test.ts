import { describeFigure } from '../../../src/plots/descriptions/describe';
import { type NamedRun, runComparison } from '../../../src/plots/curves/runComparison';
import { layoutOf } from '../../support/layout';

type Measured = NamedRun['records'][number];

function record(round: number, testAccuracy: number | null, worst10: number | null): Measured {
  const clientAccuracy = worst10 === null ? null : { mean: 0.5, worst10, std: 0.1 };
  return { round, testAccuracy, clientAccuracy, bytesUp: 1e6, bytesDown: 2e6 };
}

const runs: NamedRun[] = [
  { name: 'A', records: [record(1, 0.1, 0), record(2, null, null), record(3, 0.5, 0.2)] },
  { name: 'B', records: [record(1, 0.3, 0.1)] },
];
const title = 'Runs';

test('one line a run against the round; rounds that were not measured have no point', () => {
  const figure = runComparison(runs, { title, rounds: 10 });
  expect(figure.data.map(({ name, x, y }) => [name, x, y])).toEqual([
    ['A', [1, 3], [0.1, 0.5]],
    ['B', [1], [0.3]],
  ]);
  expect(layoutOf(figure).axes.x.range).toEqual([0.5, 10.5]);
});

test('against the bytes, those of rounds without a measurement are counted', () => {
  const figure = runComparison(runs, { title, panels: [{}, { against: 'bytes' }] });
  expect(figure.data.map(({ xaxis, x }) => [xaxis, x])).toEqual([
    ['x', [1, 3]],
    ['x', [1]],
    ['x2', [3, 9]],
    ['x2', [3]],
  ]);
  expect(figure.data.map(({ showlegend }) => showlegend)).toEqual([true, true, false, false]);
});

test('bytes of one direction, on a logarithmic scale with ticks in bytes', () => {
  const panels = [{ against: 'bytesUp', logarithmic: true }] as const;
  const figure = runComparison(runs, { title, panels });
  expect(figure.data.map(({ x }) => x)).toEqual([[1e6, 3e6], [1e6]]);
  const { x } = layoutOf(figure).axes;
  expect([x.type, x.title.text, x.ticktext]).toEqual([
    'log',
    'bytes sent so far, up',
    ['1 MB', '2 MB'],
  ]);
  expect(describeFigure(figure)).toContain('A from 10.0 % to 50.0 % at 3 MB; B 30.0 %.');
});

test('more runs than colors differ in dashes and symbols; the legend has room', () => {
  const many = Array.from({ length: 10 }, (_, i) => ({
    name: `a codec with number ${i}`,
    records: [record(1, i / 10, null)],
  }));
  const figure = runComparison(many, { title });
  const styles = figure.data.map(({ line, marker }) => JSON.stringify([line, marker]));
  expect(new Set(styles).size).toBe(10);
  expect(layoutOf(figure).height).toBeGreaterThan(
    layoutOf(runComparison(many.slice(0, 3), { title })).height,
  );
  expect(describeFigure(figure)).toContain(
    '10 lines that end between 0.0 % (a codec with number 0) and 90.0 % (a codec with number 9).',
  );
});

test('the worst tenth of the clients', () => {
  const figure = runComparison(runs, { title, panels: [{ score: 'worst10' }] });
  expect(figure.data.map(({ y }) => y)).toEqual([[0, 0.2], [0.1]]);
  expect(layoutOf(figure).axes.y.title.text).toBe('accuracy of the worst tenth');
});

test('a window takes the mean of the last measurements, of fewer at the start', () => {
  const records = [0.1, 0.3, 0.8].map((accuracy, i) => record(i + 1, accuracy, null));
  const figure = runComparison([{ name: 'A', records }], { title, window: 2 });
  const [{ y }] = figure.data as unknown as readonly { readonly y: readonly number[] }[];
  [0.1, 0.2, 0.55].forEach((value, i) => {
    expect(y[i]).toBeCloseTo(value, 12);
  });
  expect(layoutOf(figure).axes.y.title.text).toBe('test accuracy, mean of 2');
});

test('runs of one name are one line, their mean, with a band of one standard deviation', () => {
  const repeated = [0.2, 0.4, 0.6].map((accuracy) => ({
    name: 'A',
    records: [record(1, accuracy, null), record(2, accuracy + 0.1, null)],
  }));
  const unfinished = [...repeated, { name: 'A', records: [record(1, 0.4, null)] }];
  const [band, line] = runComparison(repeated, { title }).data as unknown as readonly {
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly fill?: string;
  }[];
  expect(line.x).toEqual([1, 2]);
  [0.4, 0.5].forEach((mean, i) => {
    expect(line.y[i]).toBeCloseTo(mean, 12);
  });
  expect([band.fill, band.x]).toEqual(['toself', [1, 2, 2, 1]]);
  [0.6, 0.7, 0.3, 0.2].forEach((edge, i) => {
    expect(band.y[i]).toBeCloseTo(edge, 12);
  });
  expect(runComparison(unfinished, { title }).data.at(-1)).toMatchObject({ x: [1] });
});

test('the range of accuracies can be chosen', () => {
  const figure = runComparison(runs, { title, yRange: [0.5, 1] });
  expect(layoutOf(figure).axes.y.range).toEqual([0.5, 1]);
});

test('a run that has not begun is an empty line; no run and no window are refused', () => {
  const [line] = runComparison([{ name: 'A', records: [] }], { title }).data;
  expect(line).toMatchObject({ x: [], y: [] });
  expect(() => runComparison([], { title })).toThrow('series must hold at least one');
  expect(() => runComparison(runs, { title, window: 0 })).toThrow(
    'window must be a whole number of at least 1, got 0',
  );
});
