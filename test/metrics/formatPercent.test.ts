import { renderTable } from '../../src/notebook/table';
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

test('a tie in decimals is rounded up, as in a table', () => {
  expect([0.2415, 0.7605, 0.0005].map(formatPercent)).toEqual(['24.2 %', '76.1 %', '0.1 %']);
  const rows = [0.2415, 0.7605, 0.0005].map((accuracy) => ({ accuracy }));
  const { text } = renderTable(rows, { units: { accuracy: '%' } });
  expect(
    text
      .split('\n')
      .slice(2)
      .map((line) => `${line.trim()} %`),
  ).toEqual(rows.map(({ accuracy }) => formatPercent(accuracy)));
});
