import { renderSvg } from '../../../src/notebook/staticFigure';
import { valueHistograms } from '../../../src/plots/bars/valueHistograms';
import { describeFigure } from '../../../src/plots/descriptions/describe';
import { layoutOf } from '../../support/layout';

const left = { name: 'conv', values: Float32Array.of(0, 0, 0, 1, 4) };
const right = { name: 'dense', values: [-4, -4] };

test('counts by bars of equal width; the highest value is in the last, empty bars are none', () => {
  const { data, layout } = valueHistograms([left], { title: 'Values', bars: 4 });
  expect(data[0]).toMatchObject({
    type: 'bar',
    x: [0.5, 1.5, 2.5, 3.5],
    y: [3, 1, null, 1],
    customdata: ['0 to 1', '1 to 2', '2 to 3', '3 to 4'],
  });
  expect(layout.yaxis).toMatchObject({ type: 'log' });
});

test('each group has its panel and its own range, unless they share one', () => {
  const own = layoutOf(valueHistograms([left, right], { title: 'Values' })).axes;
  expect(own.x.range).toEqual([-0.08, 4.08]);
  expect(own.x2.range).toEqual([-8.16, 0.16]);
  const shared = layoutOf(
    valueHistograms([left, right], { title: 'Values', scale: 'shared' }),
  ).axes;
  expect(shared.x.range).toEqual(shared.x2.range);
  expect(own.y.range).toEqual(own.y2.range);
});

test('overlaid, they are outlines in one panel that fall to the axis where there is no value', () => {
  const { data } = valueHistograms([left, right], { title: 'Values', bars: 3, overlaid: true });
  expect(data.map(({ name, y, xaxis }) => [name, y, xaxis])).toEqual([
    ['conv', [0.5, 4, 1], 'x'],
    ['dense', [2, 0.5, 0.5], 'x'],
  ]);
});

test('levels are vertical lines through the panel, in the legend once', async () => {
  const levels = [0, 2, 4];
  const groups = [{ ...left, levels }, right, { ...right, levels: [-4] }];
  const figure = valueHistograms(groups, { title: 'Values' });
  const lines = figure.data.filter(({ name }) => name === 'levels');
  expect(lines[0].x).toEqual([0, 0, null, 2, 2, null, 4, 4, null]);
  expect(lines.map(({ showlegend, xaxis }) => [showlegend, xaxis])).toEqual([
    [true, 'x'],
    [false, 'x3'],
  ]);
  expect(await renderSvg(figure)).toContain('levels');
});

test('they are told by the largest bar, also overlaid and with levels', () => {
  const groups = [{ ...left, levels: [1] }];
  const told = 'Numbers by value: 4 bars, the largest 3 at 0 to 1.';
  expect(describeFigure(valueHistograms(groups, { title: 'V', bars: 4 }))).toBe(
    `V. Bar chart. ${told}`,
  );
  expect(
    describeFigure(valueHistograms([left, right], { title: 'V', bars: 4, overlaid: true })),
  ).toContain('conv: 4 bars, the largest 4 at 0 to 2; dense: 4 bars');
});

test('no group, no value and values that are not finite are refused', () => {
  expect(() => valueHistograms([], { title: '' })).toThrow('groups must hold at least one');
  expect(() => valueHistograms([{ name: 'a', values: [] }], { title: '' })).toThrow(
    'a must hold at least one value, got 0',
  );
  expect(() => valueHistograms([{ name: 'a', values: [1, NaN] }], { title: '' })).toThrow(
    'a[1] must be finite, got NaN',
  );
});
