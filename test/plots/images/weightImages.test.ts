import { PNG } from 'pngjs';
import type { Figure, PlotlyPart } from '../../../src/plots/frame/figure';
import { weightImages } from '../../../src/plots/images/weightImages';
import { layoutOf } from '../../support/layout';

const options = { title: 'Weights', shape: [1, 2, 1], classNames: ['a', 'b', 'c'] } as const;

/** The colors of a row of the picture's pixels (default the first), one for each pixel of an image. */
function pixels(figure: Figure, row = 0): string[] {
  const [place] = figure.layout.images as PlotlyPart[];
  const base64 = (place.source as string).replace('data:image/png;base64,', '');
  const png = PNG.sync.read(Buffer.from(base64, 'base64'));
  const scale = png.width / (place.sizex as number);
  return Array.from({ length: place.sizex as number }, (_, x) => {
    const at = 4 * (Math.floor(row * scale) * png.width + Math.floor(x * scale));
    return `#${png.data.subarray(at, at + 3).toString('hex')}`;
  });
}

test('each class is an image: white for zero, vermilion above, blue below', () => {
  // The pixel that is left of two, then the one at the right; in each the classes a, b, c.
  const weights = [2, 0, -2, 1, 0, -1];
  const figure = weightImages([{ name: 'one', weights }], options);
  const seen = pixels(figure);
  const [full, half] = ['#d55e00', '#eaaf80'];
  const gap = ['#ffffff', '#ffffff', '#ffffff'];
  expect(seen).toEqual([
    ...[full, half, ...gap],
    ...['#ffffff', '#ffffff', ...gap],
    ...['#0072b2', '#80b9d9'],
  ]);
});

test('magnified, a weight is a square of pixels, and so are those below and beside it', () => {
  const weights = [1, 0, 0, -1]; // of one filter: above left and right, below left and right
  const figure = weightImages([{ name: 'one', weights }], {
    ...options,
    shape: [2, 2, 1],
    classNames: ['filter'],
    magnify: 2,
  });
  const [full, white, blue] = ['#d55e00', '#ffffff', '#0072b2'];
  expect(pixels(figure)).toEqual([full, full, white, white]);
  expect(pixels(figure, 1)).toEqual([full, full, white, white]);
  expect(pixels(figure, 2)).toEqual([white, white, blue, blue]);
  expect(pixels(figure, 3)).toEqual([white, white, blue, blue]);
  expect(() => weightImages([{ name: 'one', weights }], { ...options, magnify: 0 })).toThrow(
    'magnify must be a whole number',
  );
});

test('every row has its own scale, its name at the left and the classes above', () => {
  const figure = weightImages(
    [
      { name: 'strong', weights: [100, 0, 0, 0, 0, 0] },
      { name: 'weak', weights: Float32Array.of(0, 0, 0, 0, 0, 0.1) },
      { name: 'none', weights: [0, 0, 0, 0, 0, 0] },
    ],
    options,
  );
  const { x, y } = layoutOf(figure).axes;
  expect(x.ticktext).toEqual(['a', 'b', 'c']);
  expect(y.ticktext).toEqual(['strong', 'weak', 'none']);
  expect(pixels(figure)[0]).toBe('#d55e00');
  const [points] = figure.data;
  expect((points.hovertext as string[])[5]).toBe('weak: weights of c');
});

test('what does not fit is refused', () => {
  expect(() => weightImages([], options)).toThrow('rows must hold at least one');
  expect(() => weightImages([{ name: 'x', weights: [1] }], options)).toThrow(
    'weights of x must hold 2 × 3 numbers, got 1',
  );
  expect(() =>
    weightImages([{ name: 'x', weights: [] }], { ...options, shape: [1, 2, 3] }),
  ).toThrow('shape must have one channel');
});
