import { classProbabilities } from '../../../src/plots/images/classProbabilities';
import { colors } from '../../../src/plots/frame/theme';
import { layoutOf } from '../../support/layout';
import { uniformImages } from '../../support/pictures';

const dataset = uniformImages([10, 20], [1, 2]);
const probabilities = [0.2, 0.7, 0.1, 0.5, 0.3, 0.2];

test('every image has its most probable class above and a bar for each class below', () => {
  const figure = classProbabilities(dataset, probabilities, { title: 'P' });
  expect(figure.data.map(({ x, y }) => [x, y])).toEqual([
    [[0, 1, 2], [0.2, 0.7, 0.1]],
    [[0, 1, 2], [0.5, 0.3, 0.2]],
  ]); // prettier-ignore
  expect(layoutOf(figure).annotations.map(({ text }) => text)).toEqual(['b', 'a, is c']);
  expect((figure.layout.images as unknown[]).length).toBe(2);
});

test('the bar of the predicted class tells whether it is right', () => {
  const figure = classProbabilities(dataset, probabilities, { title: 'P' });
  const barColors = figure.data.map(({ marker }) => (marker as { color: string[] }).color);
  expect(barColors).toEqual([
    [colors.axis, colors.train, colors.axis],
    [colors.wrong, colors.axis, colors.axis],
  ]);
});

test('names longer than a letter stand upright, with room below', () => {
  const named = { ...dataset, classNames: ['circle', 'square', 'a long name'] };
  const [letters, names] = [dataset, named].map((data) =>
    layoutOf(classProbabilities(data, probabilities, { title: 'P' })),
  );
  expect([letters.axes.x3.tickangle, names.axes.x3.tickangle]).toEqual([0, -90]);
  expect(names.margin.b).toBeGreaterThan(letters.margin.b);
});

test('what does not fit together is refused', () => {
  const draw = (count: number, numbers: number[]) => () =>
    classProbabilities(uniformImages(Array<number>(count).fill(1), Array<number>(count).fill(0)), numbers, { title: 'P' }); // prettier-ignore
  expect(draw(0, [])).toThrow('dataset must hold 1 to 6 images, got 0');
  expect(draw(7, [])).toThrow('dataset must hold 1 to 6 images, got 7');
  const rule = 'probabilities must hold 3 numbers in [0, 1] for each of 1 images';
  expect(draw(1, [1, 0])).toThrow(rule);
  expect(draw(1, [2, -1, 0])).toThrow(`${rule}, got 2`);
});
