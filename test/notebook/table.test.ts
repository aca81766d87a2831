import { escapeHtml, renderTable } from '../../src/notebook/table';
import { formatValue, tableColumn } from '../../src/notebook/tableColumn';

const rows = [
  { client: 'writer <1>', examples: 1234, accuracy: 0.912371 },
  { client: 'b & "c"', examples: 7, accuracy: 0.5 },
];

test('a table has one line a row, numbers to the right', () => {
  const { text } = renderTable(rows, { caption: 'Clients' });
  expect(text.split('\n')).toEqual([
    'Clients',
    'client      examples  accuracy',
    '----------  --------  --------',
    'writer <1>     1,234    0.9124',
    'b & "c"            7    0.5000',
  ]);
});

test('HTML is escaped and needs neither styles nor scripts of its own', () => {
  const { html } = renderTable(rows, { caption: '<script>' });
  expect(html).toContain('<caption>&lt;script&gt;</caption>');
  expect(html).toContain('<td align="left" style="text-align: left">writer &lt;1&gt;</td>');
  expect(html).toContain('<td align="right" style="text-align: right">1,234</td>');
  expect(html).not.toMatch(/<script|<style/);
});

test('columns are chosen, named and written as asked', () => {
  const { text } = renderTable(rows, {
    columns: ['accuracy', 'client'],
    headings: { accuracy: 'right' },
    formats: { accuracy: (value) => `${Math.round(100 * value)} %` },
  });
  expect(text.split('\n')).toEqual([
    'right  client',
    '-----  ----------',
    ' 91 %  writer <1>',
    ' 50 %  b & "c"',
  ]);
});

test.each([
  [1_234_567, '1,234,567'],
  [0.123456, '0.1235'],
  [1234.5678, '1,235'],
  [-0, '0'],
  [-12.5, '−12.5'],
  [1.5e-9, '1.5 × 10⁻⁹'],
  [NaN, '–'],
  [Infinity, '∞'],
  [{ mean: 0.5, std: 0.25 }, '0.50 ± 0.25'],
  [undefined, '–'],
  [null, '–'],
  [true, 'yes'],
  ['text', 'text'],
  [[1, 2], '[1,2]'],
])('%p is written as %p', (value, written) => {
  expect(formatValue(value)).toBe(written);
});

test('a column has one number of decimals, that of its largest number', () => {
  const cells = (values: readonly unknown[], unit?: '%' | 'kB'): readonly string[] =>
    tableColumn('a', values, unit ? { unit } : {}).cells;
  expect(cells([1.91, 1.516, 0.0612])).toEqual(['1.910', '1.516', '0.061']);
  expect(cells([12, 1590.43])).toEqual(['12', '1,590']);
  expect(cells([7.46e-9, 0, -2e-8])).toEqual(['7.5 × 10⁻⁹', '0', '−2.0 × 10⁻⁸']);
  expect(cells([314_000, 2500], 'kB')).toEqual(['314.0', '2.5']);
  expect(cells([0.6, 0.85432, null, NaN], '%')).toEqual(['60.0', '85.4', '–', '–']);
  expect(cells([{ mean: 0.892, std: 0.004 }, 0.5], '%')).toEqual(['89.2 ± 0.4', '50.0']);
});

test('a heading is spaced and names the unit; numbers stand at the right', () => {
  const head = (key: string, unit?: '%'): unknown => {
    const { heading, right } = tableColumn(key, [{ mean: 1, std: 0 }], unit ? { unit } : {});
    return [heading, right];
  };
  expect(head('trainLoss')).toEqual(['train loss', true]);
  expect(head('testAccuracy', '%')).toEqual(['test accuracy (%)', true]);
  expect(head('FedAvg')).toEqual(['FedAvg', true]);
  expect(head('1 label')).toEqual(['1 label', true]);
  expect(tableColumn('name', ['a', null], {}).right).toBe(false);
});

test('every character with a meaning is escaped', () => {
  expect(escapeHtml(`<&>"'`)).toBe('&lt;&amp;&gt;&quot;&#39;');
});

test('a table without rows or columns is refused', () => {
  expect(() => renderTable([])).toThrow('rows must hold at least one');
  expect(() => renderTable([{}])).toThrow('columns must name at least one');
});

test('zeros that no number of the column needs are left out', () => {
  expect(tableColumn('rate', [0.02, 0.1, 0.05], {}).cells).toEqual(['0.02', '0.10', '0.05']);
  expect(tableColumn('rate', [0.02, 1 / 3], {}).cells).toEqual(['0.0200', '0.3333']);
});
