import { arrange, type Panel } from '../../../src/plots/frame/panels';
import { axis } from '../../../src/plots/frame/theme';
import { layoutOf } from '../../support/layout';

const panel = (title: string): Panel => ({
  title,
  traces: [{ type: 'scatter', name: title, x: [1], y: [1] }],
  x: axis('x'),
  y: axis('y'),
});
const five = ['a', 'b', 'c', 'd', 'e'].map(panel);

test('every panel has its own axes, which do not overlap', () => {
  const figure = arrange(five, { title: 'Five', columns: 3 });
  const { axes } = layoutOf(figure);
  expect(figure.data.map(({ xaxis, yaxis }) => [xaxis, yaxis])).toEqual([
    ['x', 'y'],
    ['x2', 'y2'],
    ['x3', 'y3'],
    ['x4', 'y4'],
    ['x5', 'y5'],
  ]);
  const box = (suffix: string): number[] => [
    ...axes[`x${suffix}`].domain,
    ...axes[`y${suffix}`].domain,
  ];
  const boxes = ['', '2', '3', '4', '5'].map(box);
  boxes.forEach(([left, right, bottom, top], i) => {
    expect([left >= 0, right <= 1, bottom >= 0, top <= 1]).toEqual([true, true, true, true]);
    for (const other of boxes.slice(i + 1)) {
      const apart = right < other[0] || other[1] < left || top < other[2] || other[3] < bottom;
      expect(apart).toBe(true);
    }
  });
});

test('a panel’s axes have the asked height in pixels', () => {
  const figure = arrange(five, { title: 'Five', columns: 2, panelHeight: 123 });
  const { height, margin, axes } = layoutOf(figure);
  const inner = height - margin.t - margin.b;
  expect((axes.y4.domain[1] - axes.y4.domain[0]) * inner).toBeCloseTo(123, 6);
});

test('a legend has a line of its own where it has more than one entry', () => {
  const marginOf = (legend: boolean): number =>
    layoutOf(arrange(five, { title: 'Five', legend })).margin.t;
  expect(marginOf(true)).toBe(marginOf(false) + 28);
  const { layout } = arrange(five.slice(0, 1), { title: 'One' });
  expect(layout.showlegend).toBe(false);
});

test('no panels are refused', () => {
  expect(() => arrange([], { title: 'None' })).toThrow('panels must hold at least one');
});
