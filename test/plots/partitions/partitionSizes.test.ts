import { partitionSizes } from '../../../src/plots/partitions/partitionSizes';
import { layoutOf } from '../../support/layout';

const classNames = ['a', 'b'];
const small = {
  name: 'small',
  table: {
    classNames,
    clientIds: ['u', 'v', 'w'],
    counts: [Uint32Array.of(1, 0), Uint32Array.of(2, 3), Uint32Array.of(0, 2)],
  },
};
const large = {
  name: 'large',
  table: { classNames, clientIds: ['x'], counts: [Uint32Array.of(10, 10)] },
};

test('a bar a client, the largest first, all partitions on one scale', () => {
  const figure = partitionSizes([small, large], { title: 'Sizes' });
  expect(figure.data.map(({ x, y, customdata }) => [x, y, customdata])).toEqual([
    [
      [1, 2, 3],
      [5, 2, 1],
      ['v', 'w', 'u'],
    ],
    [[1], [20], ['x']],
  ]);
  const { axes, annotations } = layoutOf(figure);
  expect(axes.y.range).toEqual([0, 21]);
  expect(axes.y2.range).toEqual([0, 21]);
  expect(annotations.map(({ text }) => text)).toEqual(['small', 'large']);
});

test('no partitions are refused', () => {
  expect(() => partitionSizes([], { title: 'Sizes' })).toThrow('partitions must hold at least one');
});
