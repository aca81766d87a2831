import { rocCurve } from '../../../src/metrics/roc';
import { rocCurves } from '../../../src/plots/curves/rocCurves';
import { describeFigure } from '../../../src/plots/descriptions/describe';

test('a line for each curve, its area in the legend, the diagonal for guessing', () => {
  const curve = rocCurve([0.9, 0.4], [0.1, 0.4]);
  const figure = rocCurves([{ name: 'a <b>', ...curve }], { title: 'ROC' });
  expect(figure.data.map(({ name, x, y }) => [name, x, y])).toEqual([
    ['guessing', [0, 1], [0, 1]],
    ['a &lt;b&gt;, AUC 0.88', [0, 0, 0.5, 1], [0, 0.5, 1, 1]],
  ]);
  expect(describeFigure(figure)).toBe(
    'ROC. Line chart. True positive rate by false positive rate: a <b>, AUC 0.88 from 0.0 % to 100.0 %.',
  );
});

test('a curve of very many thresholds is drawn with some hundred points, both ends included', () => {
  const scores = Array.from({ length: 20_000 }, (_, i) => i);
  const curve = rocCurve(
    scores.filter((i) => i % 3 === 0),
    scores.filter((i) => i % 3 !== 0),
  );
  const [, { x, y }] = rocCurves([{ name: 'A', ...curve }], { title: 'ROC' }).data as unknown as {
    x: number[];
    y: number[];
  }[];
  expect(x.length).toBeLessThan(700);
  expect([x[0], y[0], x.at(-1), y.at(-1)]).toEqual([0, 0, 1, 1]);
  x.forEach((rate, i) => {
    expect(Math.abs(rate - y[i])).toBeLessThan(0.001);
  });
  expect(() => rocCurves([], { title: 'ROC' })).toThrow('curves must hold at least one');
});
