import { describeFigure } from '../../../src/plots/descriptions/describe';
import { predictedAgainstTrue } from '../../../src/plots/points/predictedAgainstTrue';
import { layoutOf } from '../../support/layout';

const options = { title: 'Mass', target: 'body mass in g' };
const groups = [
  { name: 'Biscoe', targets: [3, -0.5, 2, 7], predictions: [2.5, 0, 2, 8] },
  { name: 'Dream', targets: [4], predictions: [NaN] },
];

test('a color for each group, R² in the legend, one diagonal on equal axes', () => {
  const figure = predictedAgainstTrue(groups, options);
  expect(figure.data.map(({ name, mode, x, y }) => [name, mode, x, y])).toEqual([
    ['right', 'lines', [-0.925, 8.425], [-0.925, 8.425]],
    ['Biscoe, R² 0.95', 'markers', [3, -0.5, 2, 7], [2.5, 0, 2, 8]],
    ['Dream', 'markers', [], []],
  ]);
  const { x, y } = layoutOf(figure).axes;
  expect(x.range).toEqual(y.range);
});

test('the description tells the points, not the diagonal', () => {
  expect(describeFigure(predictedAgainstTrue(groups.slice(0, 1), options))).toBe(
    'Mass. Scatter plot. Predicted body mass in g by true body mass in g: Biscoe, R² 0.95: 4 points from 0 to 8, at -0.5 to 7.',
  );
});

test('of many examples, points evenly spread over them are drawn; R² is that of all', () => {
  const targets = Float32Array.from({ length: 1000 }, (_, i) => i);
  const predictions = targets.map((value) => (value % 10 === 0 ? value : 0));
  const { data } = predictedAgainstTrue([{ name: 'A', targets, predictions }], {
    ...options,
    points: 100,
  });
  expect(data[1].x).toEqual(Array.from({ length: 100 }, (_, i) => 10 * i));
  expect(data[1].y).toEqual(data[1].x);
  expect(data[1].name).toMatch(/R² -\d/);
});

test('no group and no examples are refused', () => {
  expect(() => predictedAgainstTrue([], options)).toThrow('groups must hold at least one');
  expect(() => predictedAgainstTrue([{ ...groups[0], targets: [] }], options)).toThrow(
    'targets of Biscoe must hold at least one number',
  );
});
