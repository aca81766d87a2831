const percent = (value) => `${(100 * value).toFixed(2)} %`;
const megabytes = (value) => `${(value / 1e6).toFixed(2)} MB`;
const columns = [
  ['round', 'round', String],
  ['clients', 'clients', String],
  ['trainLoss', 'train loss', (value) => value.toFixed(4)],
  ['trainAccuracy', 'train accuracy', percent],
  ['testLoss', 'test loss', (value) => value.toFixed(4)],
  ['testAccuracy', 'test accuracy', percent],
  ['bytesUp', 'up', megabytes],
  ['bytesDown', 'down', megabytes],
  ['seconds', 'seconds', (value) => value.toFixed(2)],
];

const mostRows = 20;

/** The first, the last and every n-th record, with n large enough that they fit on a screen. */
export function someRounds(records) {
  const every = [1, 2, 5, 10, 20, 50].find((n) => records.length / n <= mostRows) ?? 100;
  const chosen = records.filter(
    (_, index) => index === 0 || index === records.length - 1 || (index + 1) % every === 0,
  );
  return { every, chosen };
}

/** Round records as an aligned table of the columns that occur in any of them. */
export function roundTable(records) {
  const isNumber = (value) => typeof value === 'number';
  const shown = columns.filter(([key]) => records.some((record) => isNumber(record[key])));
  const rows = [
    shown.map(([, title]) => title),
    ...records.map((record) =>
      shown.map(([key, , format]) => (isNumber(record[key]) ? format(record[key]) : '')),
    ),
  ];
  const widths = shown.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row) => row.map((text, column) => text.padStart(widths[column])).join('  ');
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [line(rows[0]), rule, ...rows.slice(1).map(line)].join('\n');
}
