import { legendLines } from '../../../src/plots/frame/legendLines';

test('entries fill one line after the other', () => {
  // An entry of four letters takes 46 + 4 × 6.3 = 71.2 pixels.
  const names = ['mean', 'krum', 'norm'];
  expect([214, 213, 143, 142].map((width) => legendLines(names, width))).toEqual([1, 2, 2, 3]);
});

test('a name that is wider than the legend has a line of its own', () => {
  expect(legendLines(['a', 'a very long name', 'b'], 60)).toBe(3);
});
