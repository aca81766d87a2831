import { barGap, clientTicks } from '../../../src/plots/partitions/clientTicks';

test.each([
  [4, 600, [1, 2, 3, 4]],
  [10, 210, [2, 4, 6, 8, 10]],
  [100, 210, [20, 40, 60, 80, 100]],
  [3400, 600, [200, 400, 600, 800]],
])('%d clients in %d pixels', (count, width, first) => {
  const { tickvals, range } = clientTicks(count, width);
  expect((tickvals as number[]).slice(0, first.length)).toEqual(first);
  expect((tickvals as number[]).length * 26).toBeLessThanOrEqual(width);
  expect(range).toEqual([0.5, count + 0.5]);
});

test('narrow bars touch one another', () => {
  expect([barGap(10, 600), barGap(100, 600)]).toEqual([0.15, 0]);
});
