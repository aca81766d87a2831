import { curvePanels } from '../../../src/plots/curves/curvePanels';
import { layoutOf } from '../../support/layout';

const panel = (name: string, y: readonly number[]) =>
  ({ series: [{ name, x: [1, 2], y }], xTitle: `of ${name}`, yTitle: 'ε' }) as const;

test('each panel has its own axes, in order, and its title', () => {
  const panels = [{ ...panel('rounds', [3, 4]), title: 'Ten clients' }, panel('noise', [5, 6])];
  const figure = curvePanels(panels, { title: 'What ε depends on' });
  expect(figure.data.map(({ xaxis, y }) => ({ xaxis, y }))).toEqual([
    { xaxis: 'x', y: [3, 4] },
    { xaxis: 'x2', y: [5, 6] },
  ]);
  const { axes } = layoutOf(figure);
  expect([axes.x.title.text, axes.x2.title.text]).toEqual(['of rounds', 'of noise']);
  expect(JSON.stringify(figure.layout)).toContain('Ten clients');
});

test('a panel may leave its lines out of the legend; none at all is refused', () => {
  const panels = [panel('a', [1, 1]), { ...panel('b', [1, 1]), legend: false }];
  const { data } = curvePanels(panels, { title: 'Two' });
  expect(data.map(({ showlegend }) => showlegend)).toEqual([true, false]);
  expect(() => curvePanels([], { title: 'None' })).toThrow('panels must hold at least one');
});

test('an axis of bytes keeps its ticks', () => {
  const bytes = { ...panel('bytes', [1, 2]), bytes: true };
  const figure = curvePanels([bytes, panel('rounds', [1, 2])], { title: 'Two' });
  const { x, x2 } = layoutOf(figure).axes;
  expect([x.type, x.tickmode, x2.tickmode]).toEqual(['log', undefined, 'auto']);
});
