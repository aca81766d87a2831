import { legendLines } from '../../../src/plots/frame/legendLines';

test('entries fill one line after the other', () => {
  // An entry of four letters takes 46 + 4 × 6.5 = 72 pixels.
  const names = ['aaaa', 'bbbb', 'cccc'];
  expect([216, 215, 144, 143].map((width) => legendLines(names, width))).toEqual([1, 2, 2, 3]);
});

test('letters have their widths: the same number of them may need more lines', () => {
  expect(legendLines(['till', 'fill'], 122)).toBe(1);
  expect(legendLines(['mamm', 'wawa'], 122)).toBe(2);
});

test('a name that is wider than the legend has a line of its own', () => {
  expect(legendLines(['a', 'a very long name', 'b'], 60)).toBe(3);
});
