import { confusionMatrix } from '../../../src/metrics/classification';
import { confusionMatrixFigure } from '../../../src/plots/matrices/confusion';
import { layoutOf } from '../../support/layout';

const matrix = confusionMatrix([0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 1, 0], 3);

test('cells hold the counts and are colored by the fraction of the row', () => {
  const [trace] = confusionMatrixFigure(matrix, ['a', 'b', 'c'], { title: 'C' }).data;
  expect(trace.text).toEqual([
    [3, 1, 0],
    [1, 1, 0],
    [0, 0, 0],
  ]);
  expect(trace.z).toEqual([
    [0.75, 0.25, 0],
    [0.5, 0.5, 0],
    [0, 0, 0],
  ]);
  expect((trace.customdata as string[][])[0][1]).toBe('a taken for b');
});

test('the first class stands at the top', () => {
  const figure = confusionMatrixFigure(matrix, ['a', 'b', 'c'], { title: 'C' });
  expect(layoutOf(figure).axes.y.range).toEqual([2.5, -0.5]);
});

test('with many classes the counts are not written in', () => {
  const names = Array.from({ length: 62 }, (_, i) => `${i}`);
  const [trace] = confusionMatrixFigure(confusionMatrix([1], [1], 62), names, { title: 'C' }).data;
  expect(trace).not.toHaveProperty('texttemplate');
});

test('the number of names must be the number of classes', () => {
  expect(() => confusionMatrixFigure(matrix, ['a'], { title: 'C' })).toThrow(
    'classNames must hold 3 names, got 1',
  );
});
