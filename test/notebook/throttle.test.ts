import { throttle } from '../../src/notebook/throttle';

/** A clock that is moved by hand, and work that takes `milliseconds` on it. */
function manual(): { clock: () => number; take: (milliseconds: number) => () => Promise<void> } {
  let now = 0;
  const take = (milliseconds: number) => (): Promise<void> => {
    now += milliseconds;
    return Promise.resolve();
  };
  return { clock: () => now, take };
}

/** How often work of `cost` ms is done in ten seconds that are asked every 10 ms. */
async function runs(cost: number): Promise<number> {
  const { clock, take } = manual();
  const turns = throttle({ perSecond: 4, share: 0.25 }, clock);
  let count = 0;
  while (clock() < 10_000) {
    if (turns.due()) {
      await turns.run(take(cost));
      count++;
    }
    await take(10)();
  }
  return count;
}

test('quick work is done as often as is allowed', async () => {
  expect(await runs(10)).toBeGreaterThanOrEqual(38);
  expect(await runs(10)).toBeLessThanOrEqual(41);
});

test('slow work takes its share of the time and no more', async () => {
  const count = await runs(500);
  expect(count * 500).toBeLessThanOrEqual(0.25 * 10_000 + 500);
  expect(count).toBeGreaterThanOrEqual(4);
});

test('free work does not count', async () => {
  const { clock, take } = manual();
  const turns = throttle({ perSecond: 4, share: 0.25 }, clock);
  await turns.run(take(5000), true);
  expect(turns.due()).toBe(true);
  await turns.run(take(5000));
  expect(turns.due()).toBe(false);
});

test('work that fails is passed on, and counts', async () => {
  const { clock, take } = manual();
  const turns = throttle({ perSecond: 4, share: 0.25 }, clock);
  const failing = (): Promise<never> =>
    take(100)().then(() => {
      throw new Error('broken');
    });
  await expect(turns.run(failing)).rejects.toThrow('broken');
  expect(turns.due()).toBe(false);
});
