import { describeFigure } from '../../../src/plots/descriptions/describe';
import { updateScatter } from '../../../src/plots/points/updateScatter';
import { layoutOf } from '../../support/layout';

const updates = [
  { name: 'w1', norm: 2, cosine: 0.9, attacker: false },
  { name: 'w2', norm: 10, cosine: -0.8, attacker: true },
  { name: 'w3', norm: 3, cosine: 0.7, attacker: false },
];

test('attackers are marked; both kinds have a legend entry once', () => {
  const rounds = [
    { name: 'IID', updates },
    { name: 'α = 0.1', updates: updates.slice(0, 1) },
  ];
  const figure = updateScatter(rounds, { title: 'Seen', center: 'median' });
  expect(figure.data.map(({ name, x, y, showlegend }) => [name, x, y, showlegend])).toEqual([
    ['honest', [2, 3], [0.9, 0.7], true],
    ['attacker', [10], [-0.8], true],
    ['honest', [2], [0.9], false],
    ['attacker', [], [], false],
  ]);
  expect(figure.data[1].customdata).toEqual(['w2']);
  const { axes } = layoutOf(figure);
  expect(axes.x.range).toEqual(axes.x2.range);
  expect(axes.y.title.text).toBe('cosine to the median update');
});

test('it is told by how many points each kind has, and where they lie', () => {
  expect(describeFigure(updateScatter([{ name: 'IID', updates }], { title: 'Seen' }))).toBe(
    'Seen. Scatter plot. Cosine to the mean update by length of the update (L2 norm): ' +
      'honest: 2 points from 0.7 to 0.9, at 2 to 3; attacker: 1 point from -0.8, at 10.',
  );
});

test('no round and a round without updates are refused', () => {
  expect(() => updateScatter([], { title: '' })).toThrow('rounds must hold at least one');
  expect(() => updateScatter([{ name: 'IID', updates: [] }], { title: '' })).toThrow(
    'IID must hold at least one update',
  );
});
