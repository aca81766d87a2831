import { formatBytes } from '../../src/core/formatBytes';

test('bytes are shown with three digits', () => {
  expect(
    [0, 1, 999, 999.5, 28_881, 999_499, 999_500, 11_594_722, 4_708_990_976].map(formatBytes),
  ).toEqual([
    '0 bytes',
    '1 byte',
    '999 bytes',
    '1 kB',
    '28.9 kB',
    '999 kB',
    '1 MB',
    '11.6 MB',
    '4.71 GB',
  ]);
});
