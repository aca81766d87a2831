import { setTimeout as pause } from 'node:timers/promises';
import { inParallel } from '../../../src/flower/node/inParallel';

test('no more than the limit are in progress, and each item is taken once', async () => {
  let now = 0;
  let most = 0;
  const seen: number[] = [];
  await inParallel(Array.from({ length: 20 }, (_, i) => i).values(), 3, async (item) => {
    most = Math.max(most, ++now);
    await pause(item % 3);
    seen.push(item);
    now--;
  });
  expect(most).toBe(3);
  expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
});

test('after a failure nothing is started, and what was in progress has ended', async () => {
  const begun: number[] = [];
  let ended = 0;
  const run = inParallel([0, 1, 2, 3, 4], 2, async (item) => {
    begun.push(item);
    await pause(item === 0 ? 1 : 20);
    if (item === 0) throw new Error('the first');
    ended++;
  });
  await expect(run).rejects.toThrow('the first');
  expect(begun).toEqual([0, 1]);
  expect(ended).toBe(1);
});
