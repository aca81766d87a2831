import { PNG } from 'pngjs';
import type { Figure, PlotlyPart } from '../../../src/plots/frame/figure';
import { imageGrid, meanImages, meanPerClass, predictions } from '../../../src/plots/images/images';
import { colors } from '../../../src/plots/frame/theme';
import { layoutOf } from '../../support/layout';
import { uniformImages } from '../../support/pictures';

/** The only picture of a figure, decoded, and where it stands. */
function picture(figure: Figure): { png: PNG; place: PlotlyPart } {
  const [place, ...others] = figure.layout.images as PlotlyPart[];
  expect(others).toEqual([]);
  const base64 = (place.source as string).replace('data:image/png;base64,', '');
  return { png: PNG.sync.read(Buffer.from(base64, 'base64')), place };
}

/** How dark the picture is at a point of the axes, 255 being ink. */
function ink(figure: Figure, x: number, y: number): number {
  const { png, place } = picture(figure);
  const scale = png.width / (place.sizex as number);
  return 255 - png.data[4 * (Math.floor(y * scale) * png.width + Math.floor(x * scale))];
}

const dataset = uniformImages([10, 20, 60, 200], [0, 0, 0, 2]);

test('a grid shows the images in order, each with its class below', () => {
  const figure = imageGrid(dataset, { title: 'Four', rows: 2, columns: 2 });
  const [trace] = figure.data;
  expect(trace.text).toEqual(['a', 'a', 'a', 'c']);
  expect(trace.hovertext).toEqual([0, 1, 2, 3].map((i) => `example ${i}: ${i === 3 ? 'c' : 'a'}`));
  const [x, y] = [trace.x as number[], trace.y as number[]];
  expect(x.map((_, i) => ink(figure, x[i], y[i]))).toEqual([10, 20, 60, 200]);
  expect([x[0] < x[1], y[0] < y[2], x[0] === x[2]]).toEqual([true, true, true]);
});

test('a pixel is a whole number of screen pixels', () => {
  const figure = imageGrid(dataset, { title: 'Four' });
  const { png, place } = picture(figure);
  const { width, height, margin } = layoutOf(figure);
  expect(png.width).toBe(width - margin.l - margin.r);
  expect(png.height).toBe(height - margin.t - margin.b);
  expect(png.width % (place.sizex as number)).toBe(0);
});

test('a grid without labels has no captions', () => {
  const [trace] = imageGrid(dataset, { title: 'Four', labels: false }).data;
  expect(trace).toMatchObject({ mode: 'markers' });
  expect(trace).not.toHaveProperty('text');
});

test('the mean image of a class is the mean of its bytes, rounded', () => {
  const [a, b, c] = meanPerClass(dataset);
  expect(a).toEqual({ image: Uint8Array.of(30, 30, 30, 30), count: 3 });
  expect(b).toEqual({ image: undefined, count: 0 });
  expect(c).toEqual({ image: Uint8Array.of(200, 200, 200, 200), count: 1 });
});

test('mean images stand one row a dataset and one column a class, blank where there is none', () => {
  const other = uniformImages([100, 101], [1, 1]);
  const figure = meanImages(
    [
      { name: 'one', dataset },
      { name: 'two', dataset: other },
    ],
    { title: 'Means' },
  );
  const { x: xaxis, y: yaxis } = layoutOf(figure).axes;
  expect([xaxis.ticktext, yaxis.ticktext]).toEqual([
    ['a', 'b', 'c'],
    ['one', 'two'],
  ]);
  const rows = (yaxis.tickvals as number[]).map((y) =>
    (xaxis.tickvals as number[]).map((x) => ink(figure, x, y)),
  );
  expect(rows).toEqual([
    [30, 0, 200],
    [0, 101, 0],
  ]);
  expect(figure.data[0].hovertext).toEqual([
    'one: mean of 3 examples of a',
    'one: mean of 1 example of c',
    'two: mean of 2 examples of b',
  ]);
});

test('predictions name the class, and where wrong in red the true one', () => {
  const [trace] = predictions(dataset, [0, 1, 0, 2], { title: 'P', count: 3 }).data;
  expect(trace.text).toEqual(['a', 'b<br>is a', 'a']);
  expect(trace.textfont).toMatchObject({ color: [colors.text, colors.wrong, colors.text] });
});

test('class names are text, not markup', () => {
  const marked = { ...dataset, classNames: ['<b>', 'x', '&amp;'] };
  const [trace] = imageGrid(marked, { title: '<i>' }).data;
  expect(trace.text).toEqual(['&lt;b&gt;', '&lt;b&gt;', '&lt;b&gt;', '&amp;amp;']);
  expect(imageGrid(marked, { title: '<i>' }).layout.title).toMatchObject({ text: '&lt;i&gt;' });
});

test('no images and the wrong number of predictions are refused', () => {
  const empty = uniformImages([], []);
  expect(() => imageGrid(empty, { title: 'E' })).toThrow('dataset must hold at least one image');
  expect(() => meanImages([], { title: 'E' })).toThrow('datasets must hold at least one');
  expect(() => predictions(dataset, [0], { title: 'E' })).toThrow('predicted must hold 4 classes');
  expect(() => predictions(dataset, [0, 0, 9, 0], { title: 'E' })).toThrow('predicted[2] must be');
});
