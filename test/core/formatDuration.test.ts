import { formatDuration, formatTimeLeft } from '../../src/core/formatDuration';

test.each([
  [0, '0:00'],
  [59_499, '0:59'],
  [59_500, '1:00'],
  [3_599_499, '59:59'],
  [3_661_000, '1:01:01'],
])('%d ms are %s', (milliseconds, written) => {
  expect(formatDuration(milliseconds)).toBe(written);
});

test('the time left is that of equal parts, and unknown at the beginning', () => {
  expect(formatTimeLeft(6000, 2, 10)).toBe('0:06, about 0:24 left');
  expect(formatTimeLeft(6000, 10, 10)).toBe('0:06, about 0:00 left');
  expect(formatTimeLeft(6000, 0, 10)).toBe('0:06');
});
