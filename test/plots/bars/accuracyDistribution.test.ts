import { accuracyDistribution } from '../../../src/plots/bars/accuracyDistribution';
import { layoutOf } from '../../support/layout';

test('each bar counts the clients of its five points, the last one those with full marks, too', () => {
  const figure = accuracyDistribution(
    [{ name: 'all', accuracies: [0, 0.049, 0.15, 0.29, 0.949, 0.95, 1, NaN] }],
    { title: 'Accuracies' },
  );
  const [{ x, y }] = figure.data as { x: number[]; y: number[] }[];
  const counted = y.flatMap((count, bar) => (count > 0 ? [[bar, count]] : []));
  expect(counted).toEqual([
    [0, 2],
    [3, 1],
    [5, 1],
    [18, 1],
    [19, 2],
  ]);
  expect(x[0]).toBeCloseTo(0.025);
  expect(x).toHaveLength(20);
});

test('several groups stand side by side, named, on one scale', () => {
  const figure = accuracyDistribution(
    [
      { name: 'own', accuracies: [0.5, 0.5, 0.5] },
      { name: 'everybody <all>', accuracies: [0.2] },
    ],
    { title: 'Accuracies' },
  );
  const { axes, annotations } = layoutOf(figure);
  expect(axes.y.range).toEqual(axes.y2.range);
  expect(axes.y.range[1]).toBeGreaterThan(3);
  expect(annotations.map(({ text }) => text)).toEqual(['own', 'everybody &lt;all&gt;']);
});

test('no groups and numbers that are no accuracies are refused', () => {
  expect(() => accuracyDistribution([], { title: 'E' })).toThrow('groups must hold at least one');
  const groups = [{ name: 'own', accuracies: [1, 83] }];
  expect(() => accuracyDistribution(groups, { title: 'E' })).toThrow(
    'accuracies[1] of own must be between 0 and 1, got 83',
  );
});
