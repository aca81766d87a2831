import { spectrum } from '../../../src/plots/curves/spectrum';
import { layoutOf } from '../../support/layout';

const tensors = [
  { name: 'conv', values: [8, 4, 0] },
  { name: 'dense', values: [5] },
];

test('one line a tensor, as parts of its largest value; zeros are not drawn', () => {
  const figure = spectrum(tensors, { title: 'Spectrum' });
  expect(figure.data.map(({ name, x, y }) => [name, x, y])).toEqual([
    ['conv', [1, 2, 3], [1, 0.5, null]],
    ['dense', [1], [1]],
  ]);
  const { y } = layoutOf(figure).axes;
  expect([y.type, y.title.text]).toEqual(['log', 'singular value / largest']);
});

test('the values themselves, if wanted', () => {
  const { data } = spectrum(tensors, { title: 'Spectrum', relative: false });
  expect(data[0].y).toEqual([8, 4, null]);
});

test('no tensor and negative values are refused', () => {
  expect(() => spectrum([], { title: '' })).toThrow('tensors must hold at least one');
  expect(() => spectrum([{ name: 'a', values: [1, -1] }], { title: '' })).toThrow(
    'values of a must be >= 0, got -1',
  );
});
