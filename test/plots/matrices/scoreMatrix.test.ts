import { renderSvg } from '../../../src/notebook/staticFigure';
import { describeFigure } from '../../../src/plots/descriptions/describe';
import { scoreMatrix } from '../../../src/plots/matrices/scoreMatrix';
import { layoutOf } from '../../support/layout';

const scores = {
  rows: ['none', 'sign < flip'],
  columns: ['mean', 'Multi-Krum', 'geometric median'],
  values: [
    [0.98, 0.97, 0.975],
    [0.1, null, 0.913],
  ],
};
const options = { title: 'S', yTitle: 'attack', xTitle: 'defense', valueTitle: 'accuracy' };

test('values stand in their cells, an empty cell has a dash', async () => {
  const figure = scoreMatrix(scores, options);
  const [heatmap, dashes] = figure.data;
  expect(heatmap.text).toEqual([
    ['98.0 %', '97.0 %', '97.5 %'],
    ['10.0 %', '', '91.3 %'],
  ]);
  expect(dashes).toMatchObject({ x: [1], y: [1], text: ['–'] });
  expect(layoutOf(figure).axes.y).toMatchObject({
    range: [1.5, -0.5],
    ticktext: ['none', 'sign &lt; flip'],
  });
  expect(await renderSvg(figure)).toContain('91.3 %');
});

test('cells below the bound have a frame, which the legend explains', () => {
  const figure = scoreMatrix(scores, { ...options, bound: 0.95 });
  const frames = figure.data.at(-1)!;
  expect(frames.name).toBe('below 95.0 %');
  expect((frames.x as unknown[]).filter((x) => x === null)).toHaveLength(2);
  expect(figure.layout.showlegend).toBe(true);
  expect(scoreMatrix(scores, { ...options, bound: 0.05 }).layout.showlegend).toBe(false);
});

test('values that are no fractions have three digits', () => {
  const plain = { ...scores, values: [[1234.5, 2, 0.12345], scores.values[1]] };
  const [heatmap] = scoreMatrix(plain, { ...options, percent: false, range: [0, 2000] }).data;
  expect((heatmap.text as string[][])[0]).toEqual(['1230', '2', '0.123']);
});

test('long names of narrow columns are split at spaces and hyphens', () => {
  const columns = Array.from({ length: 12 }, () => 'Multi-Krum of five');
  const figure = scoreMatrix(
    { rows: ['none'], columns, values: [columns.map(() => 1)] },
    { ...options },
  );
  expect(layoutOf(figure).axes.x.ticktext[0]).toBe('Multi-<br>Krum of<br>five');
});

test('it is told by the cells with the least and the largest value', () => {
  expect(describeFigure(scoreMatrix(scores, options))).toBe(
    'S. Matrix. 2 rows (attack), 3 columns (defense), 5 of the cells filled, ' +
      'from 10.0 % (sign < flip, mean) to 98.0 % (none, mean).',
  );
});

test('a square one is no confusion matrix', () => {
  const square = {
    rows: ['a', 'b'],
    columns: ['c', 'd'],
    values: [scores.values[0].slice(0, 2), [1, 0]],
  };
  expect(describeFigure(scoreMatrix(square, options))).toContain(
    'from 0.0 % (b, d) to 100.0 % (b, c).',
  );
});

test('values that do not fit the names are refused', () => {
  expect(() => scoreMatrix({ ...scores, rows: ['none'] }, options)).toThrow(
    'values must hold 1 lists of 3',
  );
  expect(() => scoreMatrix({ rows: [], columns: [], values: [] }, options)).toThrow(
    'rows must hold at least one name',
  );
});
