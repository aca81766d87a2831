import type { LabelTable } from '../../../src/data/partition/labelTable';
import { labelDistribution, partitionComparison } from '../../../src/plots/partitions/partitions';
import { layoutOf } from '../../support/layout';

const table: LabelTable = {
  clientIds: ['w1', 'w<2>'],
  classNames: ['a', 'b', 'c'],
  counts: [Uint32Array.of(3, 0, 1), Uint32Array.of(0, 2, 0)],
};
const other: LabelTable = {
  clientIds: ['v1', 'v2', 'v3'],
  classNames: ['a', 'b', 'c'],
  counts: [Uint32Array.of(1, 0, 0), Uint32Array.of(1, 7, 1), Uint32Array.of(0, 1, 0)],
};
const title = 'Labels';

test('stacked bars: one trace a class, without bars for what a client lacks', () => {
  const { data, layout } = labelDistribution(table, { title });
  expect(layout.barmode).toBe('stack');
  expect(data.map(({ name, x, y }) => [name, x, y])).toEqual([
    ['a', [1, 2], [3, null]],
    ['b', [1, 2], [null, 2]],
    ['c', [1, 2], [1, null]],
  ]);
  expect(data[0].customdata).toEqual(['w1: 3 of 4 are a', 'w&lt;2&gt;: 0 of 2 are a']);
  const colors = data.map(({ marker }) => (marker as { color: string }).color);
  expect(new Set(colors).size).toBe(3);
});

test('in percent, bars are shares of the client’s own examples', () => {
  const figure = labelDistribution(table, { title, unit: 'percent' });
  expect(figure.data.map(({ y }) => y)).toEqual([
    [0.75, null],
    [null, 1],
    [0.25, null],
  ]);
  expect(layoutOf(figure).axes.y).toMatchObject({ range: [0, 1], tickformat: '.0%' });
});

test.each([
  [
    'examples',
    [
      [3, 0],
      [0, 2],
      [1, 0],
    ],
    3,
  ],
  [
    'percent',
    [
      [0.75, 0],
      [0, 1],
      [0.25, 0],
    ],
    1,
  ],
] as const)('heatmap in %s: one row a class, the first on top', (unit, z, zmax) => {
  const figure = labelDistribution(table, { title, kind: 'heatmap', unit });
  expect(figure.data).toHaveLength(1);
  expect(figure.data[0]).toMatchObject({ type: 'heatmap', z, zmin: 0, zmax, showscale: true });
  expect(layoutOf(figure).axes.y).toMatchObject({ range: [2.5, -0.5], ticktext: ['a', 'b', 'c'] });
  expect(figure.layout.showlegend).toBe(false);
});

test.each(['bars', 'heatmap'] as const)('partitions as %s share one scale', (kind) => {
  const named = [
    { name: 'even', table },
    { name: 'skewed', table: other },
  ];
  const figure = partitionComparison(named, { title, kind });
  const { axes, annotations } = layoutOf(figure);
  expect(annotations.map(({ text }) => text)).toEqual(['even', 'skewed']);
  expect(axes.y.range).toEqual(axes.y2.range);
  expect(axes.x2.range).toEqual([0.5, 3.5]);
  if (kind === 'bars') {
    expect(axes.y.range[1]).toBeCloseTo(1.05 * 9, 12);
    expect(figure.data.map(({ showlegend }) => showlegend)).toEqual([
      ...[true, true, true],
      ...[false, false, false],
    ]);
  } else {
    expect(figure.data.map(({ zmax, showscale }) => [zmax, showscale])).toEqual([
      [7, true],
      [7, false],
    ]);
  }
});

test('of many clients the first are drawn, and the axis says so', () => {
  const figure = labelDistribution(other, { title, clients: 2 });
  expect(figure.data[0].x).toEqual([1, 2]);
  expect(layoutOf(figure).axes.x.title.text).toBe('client (the first 2 of 3)');
});

test('a long legend has the lines it needs, one of very many classes is left out', () => {
  const topOf = (count: number, name: string): number => {
    const classNames = Array.from({ length: count }, (_, i) => `${name}${i}`);
    const counts = [new Uint32Array(count).fill(1)];
    return layoutOf(labelDistribution({ clientIds: ['w'], classNames, counts }, { title })).margin
      .t;
  };
  expect(topOf(10, '')).toBe(68);
  expect(topOf(10, 'ankle boot')).toBe(68 + 22);
  expect(topOf(21, '')).toBe(40);
});

test('no partition, no client and other classes are refused', () => {
  expect(() => partitionComparison([], { title })).toThrow('partitions must hold at least one');
  const nobody = { ...table, clientIds: [], counts: [] };
  expect(() => labelDistribution(nobody, { title })).toThrow('partitions[0] must have a client');
  const renamed = { ...table, classNames: ['a', 'b', 'd'] };
  const both = [
    { name: '1', table },
    { name: '2', table: renamed },
  ];
  expect(() => partitionComparison(both, { title })).toThrow(
    'partitions[1] must have the first one’s classes',
  );
  expect(() => labelDistribution(table, { title, clients: 0 })).toThrow(
    'clients must be a whole number of at least 1, got 0',
  );
});
