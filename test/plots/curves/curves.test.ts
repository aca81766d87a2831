import type { LayoutAxis } from 'plotly.js';
import { learningCurve, roundCurves } from '../../../src/plots/curves/curves';
import type { Figure } from '../../../src/plots/frame/figure';
import { colors } from '../../../src/plots/frame/theme';
import { layoutOf } from '../../support/layout';

const records = [
  { round: 1, trainLoss: 2.3, trainAccuracy: 0.1, testLoss: 2.4, testAccuracy: 0.09 },
  { round: 2, trainLoss: 1.9, trainAccuracy: 0.3 },
  { round: 3, trainLoss: 1.5, trainAccuracy: 0.5, testLoss: 1.7, testAccuracy: 0.4 },
];

test('round curves draw accuracy and loss side by side, train and held-out', () => {
  const figure = roundCurves(records, { title: 'Run' });
  const lines = figure.data.map(({ name, xaxis, x, y }) => ({ name, xaxis, x, y }));
  expect(lines).toEqual([
    { name: 'train', xaxis: 'x', x: [1, 2, 3], y: [0.1, 0.3, 0.5] },
    { name: 'held-out', xaxis: 'x', x: [1, 3], y: [0.09, 0.4] },
    { name: 'train', xaxis: 'x2', x: [1, 2, 3], y: [2.3, 1.9, 1.5] },
    { name: 'held-out', xaxis: 'x2', x: [1, 3], y: [2.4, 1.7] },
  ]);
  expect(figure.data.map(({ showlegend }) => showlegend)).toEqual([true, true, false, false]);
  expect(figure.data[1].line).toMatchObject({ color: colors.heldOut });
});

test('every line has its name in the legend, also one of the loss alone', () => {
  const scored = [{ round: 1, trainLoss: 0.3, testLoss: 1.5, testAccuracy: 0.5 }];
  const { data } = roundCurves(scored, { title: 'Federation' });
  const named = data.filter(({ showlegend }) => showlegend).map(({ name }) => name);
  expect(named).toEqual(['train', 'held-out']);
});

const axisOf = (figure: Figure): LayoutAxis => layoutOf(figure).axes.x;

test('what was not measured is left out, be it null or undefined', () => {
  const scored = [{ round: 1, testAccuracy: null }, { round: 2, testAccuracy: 0.5 }, { round: 3 }];
  const [trace] = roundCurves(scored, { title: 'Run' }).data;
  expect([trace.name, trace.x, trace.y]).toEqual(['held-out', [2], [0.5]]);
});

test('with the number of rounds the axis has its full length from the start', () => {
  expect(axisOf(roundCurves(records.slice(0, 1), { title: 'Run', rounds: 50 }))).toEqual(
    axisOf(roundCurves([...records, { round: 50 }], { title: 'Run', rounds: 50 })),
  );
  expect(axisOf(roundCurves([], { title: 'Run', rounds: 50 })).range).toEqual([-0.47, 51.47]);
});

test('rounds are marked at whole numbers, at most eleven times', () => {
  for (const last of [2, 7, 10, 11, 50, 99, 1000, 12_345]) {
    const series = [{ name: 'loss', x: [1, last], y: [1, 0] }];
    const figure = learningCurve(series, { title: 'L', xTitle: 'round', yTitle: 'loss' });
    const { dtick, tick0 } = axisOf(figure);
    expect(tick0).toBe(0);
    expect(Number.isInteger(dtick)).toBe(true);
    expect((last - 1) / Number(dtick)).toBeLessThanOrEqual(10);
  }
});

test('a value that is not finite is a gap', () => {
  const series = [{ name: 'loss', x: [1, 2, 3], y: [1, NaN, Infinity] }];
  const figure = learningCurve(series, { title: 'L', xTitle: 'round', yTitle: 'loss' });
  expect(figure.data[0].y).toEqual([1, null, null]);
});

test('a figure without any score is an empty pair of axes', () => {
  const figure = roundCurves([], { title: 'Run' });
  expect(figure.data.map(({ y }) => y)).toEqual([[], []]);
});

test('a band leaves out what is not finite, and needs as many numbers as the line', () => {
  const axes = { title: 'L', xTitle: 'x', yTitle: 'y' };
  const line = { name: 'a', x: [1, 2, 3], y: [5, NaN, 7] };
  const [band] = learningCurve([{ ...line, spread: [1, 1, 2] }], axes).data;
  expect(band).toMatchObject({ x: [1, 3, 3, 1], y: [6, 9, 5, 4], hoverinfo: 'skip' });
  expect(() => learningCurve([{ ...line, spread: [1] }], axes)).toThrow(
    'spread of a must hold 3 numbers, got 1',
  );
});

test('no series and series of two lengths are refused', () => {
  const options = { title: 'L', xTitle: 'x', yTitle: 'y' };
  expect(() => learningCurve([], options)).toThrow('series must hold at least one');
  expect(() => learningCurve([{ name: 'a', x: [1], y: [] }], options)).toThrow(
    'y of a must hold 1 numbers, got 0',
  );
});
