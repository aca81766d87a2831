import { escapeHtml, formatValue, renderTable } from '../../src/notebook/table';

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
    'b & "c"            7       0.5',
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
  [1.5e-9, '1.5e-9'],
  [NaN, 'NaN'],
  [undefined, '–'],
  [null, '–'],
  [true, 'yes'],
  ['text', 'text'],
  [[1, 2], '[1,2]'],
])('%p is written as %p', (value, written) => {
  expect(formatValue(value)).toBe(written);
});

test('every character with a meaning is escaped', () => {
  expect(escapeHtml(`<&>"'`)).toBe('&lt;&amp;&gt;&quot;&#39;');
});

test('a table without rows or columns is refused', () => {
  expect(() => renderTable([])).toThrow('rows must hold at least one');
  expect(() => renderTable([{}])).toThrow('columns must name at least one');
});
