import { renderSvg } from '../../../src/notebook/staticFigure';
import { seriesColor } from '../../../src/plots/frame/theme';
import { trafficBars } from '../../../src/plots/bars/trafficBars';
import { layoutOf } from '../../support/layout';

const figure = trafficBars(
  [
    { round: 1, bytes: { model: 31_400, 'a <b>': 500 } },
    { round: 2, bytes: { model: 31_400, score: 100 } },
  ],
  { title: 'Bytes' },
);

test('one bar a round, stacked by purpose, in kilobytes', () => {
  expect(figure.data.map(({ name }) => name)).toEqual(['model', 'a &lt;b&gt;', 'score']);
  expect(figure.data.map(({ x }) => x)).toEqual([
    [1, 2],
    [1, 2],
    [1, 2],
  ]);
  expect(figure.data.map(({ y }) => y)).toEqual([
    [31.4, 31.4],
    [0.5, 0],
    [0, 0.1],
  ]);
  expect(figure.layout.barmode).toBe('stack');
  const colors = figure.data.map(({ marker }) => (marker as { color: string }).color);
  expect(colors).toEqual([0, 1, 2].map(seriesColor));
});

test('the legend has the order of the stack, and many rounds get fewer ticks', async () => {
  expect(figure.layout.legend).toMatchObject({ traceorder: 'normal' });
  expect(layoutOf(figure).axes.x.dtick).toBe(1);
  const rounds = Array.from({ length: 30 }, (_, i) => ({ round: i + 1, bytes: { model: 1 } }));
  expect(layoutOf(trafficBars(rounds, { title: '' })).axes.x.dtick).toBe(3);
  expect(await renderSvg(figure)).toContain('score');
});

test('no rounds are refused', () => {
  expect(() => trafficBars([], { title: '' })).toThrow('rounds must hold at least one');
});
