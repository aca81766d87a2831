import { Rng } from '../../src/core/rng';
import { defaultRetry, sleep, withRetry } from '../../src/core/retry';
import type { Retry } from '../../src/core/retry';

const policy = { attempts: 5, firstDelaySeconds: 0.002, maxDelaySeconds: 0.006 };

async function run(failures: number, when: 'no' | 'at once' | 'later' = 'later', seed = 1) {
  const retries: Retry[] = [];
  const result = withRetry(
    (attempt) =>
      attempt <= failures ? Promise.reject(new Error(`try ${attempt}`)) : Promise.resolve(attempt),
    {
      policy,
      rng: Rng.fromSeed(seed),
      retryable: () => when,
      onRetry: (retry) => retries.push(retry),
    },
  );
  return { result: await result.catch(String), delays: retries.map((retry) => retry.delaySeconds) };
}

test('waits double up to a maximum, each reduced by up to half', async () => {
  const { result, delays } = await run(4);
  expect(result).toBe(5);
  const full = [0.002, 0.004, 0.006, 0.006];
  delays.forEach((delay, i) => {
    expect(delay).toBeGreaterThanOrEqual(full[i] / 2);
    expect(delay).toBeLessThanOrEqual(full[i]);
  });
});

test('equal seeds wait equally long, different seeds do not', async () => {
  const { delays } = await run(4);
  expect((await run(4)).delays).toEqual(delays);
  expect((await run(4, 'later', 2)).delays).not.toEqual(delays);
});

test('the last error is thrown, and a permanent one immediately', async () => {
  expect(await run(9)).toMatchObject({ result: 'Error: try 5', delays: { length: 4 } });
  expect(await run(9, 'no')).toEqual({ result: 'Error: try 1', delays: [] });
  expect(await run(2, 'at once')).toEqual({ result: 3, delays: [0, 0] });
});

test('an abort ends the wait', async () => {
  const controller = new AbortController();
  const started = performance.now();
  setTimeout(() => {
    controller.abort(new Error('enough'));
  }, 20);
  const waiting = withRetry(() => Promise.reject(new Error('down')), {
    policy: { ...defaultRetry, firstDelaySeconds: 60, maxDelaySeconds: 60 },
    rng: Rng.fromSeed(1),
    retryable: () => 'later',
    signal: controller.signal,
  });
  await expect(waiting).rejects.toThrow('enough');
  expect(performance.now() - started).toBeLessThan(5000);
  await expect(sleep(60, controller.signal)).rejects.toThrow('enough');
});

test('a policy out of range is refused', async () => {
  const wrong = (change: object) =>
    withRetry(() => Promise.resolve(), {
      policy: { ...defaultRetry, ...change },
      rng: Rng.fromSeed(1),
      retryable: () => 'no',
    });
  await expect(wrong({ attempts: 0 })).rejects.toThrow('attempts must be a whole number');
  await expect(wrong({ firstDelaySeconds: 0 })).rejects.toThrow('firstDelaySeconds must be > 0');
});
