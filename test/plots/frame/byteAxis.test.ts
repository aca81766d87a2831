import { byteAxis } from '../../../src/plots/frame/byteAxis';

const ticks = (values: readonly number[]): unknown => byteAxis('bytes', values).ticktext;

test('ticks are whole powers of ten over many, and 1, 2, 5 over few', () => {
  expect(ticks([2e4, 3e7])).toEqual(['100 kB', '1 MB', '10 MB']);
  expect(ticks([3e5, 6e6])).toEqual(['500 kB', '1 MB', '2 MB', '5 MB']);
});

test('the range covers all values, with room at both ends', () => {
  const [low, high] = byteAxis('bytes', [1e3, 1e6]).range as [number, number];
  expect([low < 3, low > 2.7, high > 6, high < 6.3]).toEqual([true, true, true, true]);
});

test('values without a place on the scale do not count; one of one value has a range', () => {
  expect(byteAxis('bytes', [0, NaN, 1e6]).range).toEqual(byteAxis('bytes', [1e6]).range);
  expect(ticks([1e6])).toEqual(['1 MB']);
  expect(byteAxis('bytes', [])).toMatchObject({ type: 'log', tickvals: [] });
});
