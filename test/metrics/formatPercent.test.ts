import { formatPercent, formatPercentSpread } from '../../src/metrics/formatPercent';

test.each([
  [0.8917, '89.2 %'],
  [1, '100.0 %'],
  [0, '0.0 %'],
  [null, '–'],
  [undefined, '–'],
  [NaN, '–'],
])('%p as a percentage', (fraction, written) => {
  expect(formatPercent(fraction)).toBe(written);
});

test('a spread names its unit once', () => {
  expect(formatPercentSpread({ mean: 0.8871, std: 0.00423 })).toBe('88.7 ± 0.4 %');
});
