import { withSetup } from '../support/setup';

const table = (records: object[]): string[] =>
  (withSetup('roundTable.mjs', `it.roundTable(${JSON.stringify(records)})`) as string).split('\n');

test('a table of rounds is aligned and has the columns that the records have', () => {
  const records = [
    { round: 1, testLoss: 2.25, testAccuracy: 0.1, bytesUp: 314000 },
    { round: 10, testLoss: 0.5, testAccuracy: 0.925, bytesUp: 3140000, note: 'unknown' },
  ];
  expect(table(records)).toEqual([
    'round  test loss  test accuracy       up',
    '-----  ---------  -------------  -------',
    '    1     2.2500        10.00 %  0.31 MB',
    '   10     0.5000        92.50 %  3.14 MB',
  ]);
});

test('a round without a number has an empty place', () => {
  expect(table([{ round: 0 }, { round: 1, seconds: 1.5 }])).toEqual([
    'round  seconds',
    '-----  -------',
    '    0         ',
    '    1     1.50',
  ]);
});

test('of many rounds the first, the last and every n-th are shown', () => {
  const rounds = (count: number): unknown =>
    withSetup('roundTable.mjs', `it.someRounds(Array.from({ length: ${count} }, (_, i) => i + 1))`);
  expect(rounds(3)).toEqual({ every: 1, chosen: [1, 2, 3] });
  expect(rounds(52)).toEqual({
    every: 5,
    chosen: [1, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 52],
  });
});
