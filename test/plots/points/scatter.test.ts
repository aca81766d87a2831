import { renderSvg } from '../../../src/notebook/staticFigure';
import { describeFigure } from '../../../src/plots/descriptions/describe';
import { scatter } from '../../../src/plots/points/scatter';
import { layoutOf } from '../../support/layout';

const options = { title: 'Codecs', xTitle: 'bytes sent', yTitle: 'test accuracy' };
const codecs = [
  { name: 'a <b>', points: [{ name: 'a <b>', x: 1e6, y: 0.98, spread: 0.01 }] },
  { name: 'c', points: [{ name: 'c', x: 1e5, y: 0.9 }] },
];

test('each group has its color; points that are not finite are not drawn', () => {
  const figure = scatter(
    [{ name: 'g', points: [...codecs[0].points, { x: NaN, y: 1 }] }, codecs[1]],
    options,
  );
  expect(figure.data.map(({ x, y }) => [x, y])).toEqual([
    [[1e6], [0.98]],
    [[1e5], [0.9]],
  ]);
  const colors = figure.data.map(({ marker }) => (marker as { color: string }).color);
  expect(new Set(colors).size).toBe(2);
  expect(figure.layout.showlegend).toBe(true);
});

test('spreads are bars, and the axis covers them', () => {
  const figure = scatter(codecs, { ...options, percent: true });
  expect(figure.data[0].error_y).toMatchObject({ array: [0.01] });
  expect(figure.data[1]).not.toHaveProperty('error_y');
  const [low, high] = layoutOf(figure).axes.y.range as [number, number];
  expect([low < 0.9, high > 0.99]).toEqual([true, true]);
});

test('labels stand beside the points instead of a legend, drawn without a browser', async () => {
  const figure = scatter(codecs, { ...options, bytes: true, percent: true, labels: true });
  expect(figure.data.map(({ text }) => text)).toEqual([['a &lt;b&gt;'], ['c']]);
  expect(figure.layout.showlegend).toBe(false);
  expect(await renderSvg(figure)).toContain('200 kB');
  expect(describeFigure(figure)).toBe(
    'Codecs. Scatter plot. Test accuracy by bytes sent: a <b> 98.0 % at 1 MB; c 90.0 % at 100 kB.',
  );
});

test('of many labeled points the lowest and the highest are told', () => {
  const points = Array.from({ length: 9 }, (_, i) => ({ name: `p${i}`, x: i, y: i ** 2 }));
  expect(describeFigure(scatter([{ name: 'g', points }], { ...options, labels: true }))).toContain(
    '9 points, the lowest p0 0 at 0, the highest p8 64 at 8.',
  );
});

test('no group and a negative spread are refused', () => {
  expect(() => scatter([], options)).toThrow('groups must hold at least one');
  const points = [{ x: 1, y: 1, spread: -1 }];
  expect(() => scatter([{ name: 'g', points }], options)).toThrow('spread must be >= 0, got -1');
});
