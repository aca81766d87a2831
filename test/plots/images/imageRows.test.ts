import { describeFigure } from '../../../src/plots/descriptions/describe';
import { colors } from '../../../src/plots/frame/theme';
import { imageRows } from '../../../src/plots/images/imageRows';
import { uniformImages } from '../../support/pictures';

const truth = uniformImages([10, 20, 60], [0, 1, 2]);
const rebuilt = uniformImages([11, 19], [0, 1]);

test('each dataset is a row with its name; captions stand below, a shorter row ends early', () => {
  const figure = imageRows(
    [
      { name: 'true', dataset: truth },
      { name: 'rebuilt', dataset: rebuilt, captions: ['30 dB', '28 dB'] },
    ],
    { title: 'Rebuilt' },
  );
  const [trace] = figure.data;
  expect(trace.hovertext).toEqual(['true: a', 'true: b', 'true: c', 'rebuilt: a', 'rebuilt: b']);
  const [x, y] = [trace.x as number[], trace.y as number[]];
  expect([x[0] === x[3], x[1] === x[4], y[0] === y[2], y[2] < y[3]]).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(describeFigure(figure)).toBe(
    'Rebuilt. Grid of pictures. 5 pictures in 2 rows and 3 columns. Rows: true, rebuilt. Labels: 30 dB, 28 dB.',
  );
});

test('a model’s answers stand below the images, wrong ones in red with the true class', () => {
  const rows = [{ name: 'stamped', dataset: truth, predicted: [0, 0, 2] }];
  const figure = imageRows(rows, { title: 'Back door' });
  const [trace] = figure.data;
  expect(trace.text).toEqual(['a', 'a<br>is b', 'c']);
  expect((trace.textfont as { color: string[] }).color[1]).toBe(colors.wrong);
  expect(describeFigure(figure)).toContain('1 of 3 are wrong: a for b.');
  expect(() => imageRows([{ ...rows[0], predicted: [1] }], { title: '' })).toThrow(
    'predicted of stamped must hold 3 classes, got 1',
  );
  expect(() => imageRows([{ ...rows[0], predicted: [0, 9, 0] }], { title: '' })).toThrow(
    'predicted[1] must be a whole number',
  );
});

test('rows of another shape, a wrong number of captions and no rows are refused', () => {
  const row = { name: 'true', dataset: truth };
  expect(() => imageRows([], { title: '' })).toThrow('rows must hold at least one');
  expect(() => imageRows([{ ...row, captions: ['a'] }], { title: '' })).toThrow(
    'captions of true must hold 3 lines, got 1',
  );
  const wide = { ...truth, shape: [1, 4, 1] as const };
  expect(() => imageRows([row, { name: 'wide', dataset: wide }], { title: '' })).toThrow(
    'rows must all have the first one’s shape',
  );
});
