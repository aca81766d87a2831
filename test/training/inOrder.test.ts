import { inOrder } from '../../src/training/inOrder';
import { collect } from '../support/trainers';

const after = (milliseconds: number) => new Promise((go) => setTimeout(go, milliseconds));

test('results are in order, and no more than the capacity are in progress', async () => {
  let underWay = 0;
  let most = 0;
  const start = async (item: number): Promise<number> => {
    most = Math.max(most, ++underWay);
    await after(10 - item);
    underWay--;
    return item * item;
  };
  expect(await collect(inOrder([0, 1, 2, 3, 4, 5, 6, 7], 3, start))).toEqual([
    0, 1, 4, 9, 16, 25, 36, 49,
  ]);
  expect(most).toBe(3);
});

test('the first failure ends it', async () => {
  const started: number[] = [];
  const start = async (item: number): Promise<number> => {
    started.push(item);
    await after(1);
    if (item % 2 === 1) throw new Error(`no ${item}`);
    return item;
  };
  await expect(collect(inOrder([0, 1, 2, 3, 4, 5, 6, 7], 2, start))).rejects.toThrow('no 1');
  expect(started).toEqual([0, 1, 2]);
});

test('if the items fail, the earlier results come first', async () => {
  function* items(): Generator<number> {
    yield* [0, 1, 2];
    throw new Error('no more items');
  }
  const read: number[] = [];
  await expect(async () => {
    const results = inOrder(items(), 8, (item) => after(3 - item).then(() => item));
    for await (const item of results) read.push(item);
  }).rejects.toThrow('no more items');
  expect(read).toEqual([0, 1, 2]);
});

test('an aborted signal ends it while a result is awaited', async () => {
  const controller = new AbortController();
  const never = () => new Promise<number>(() => undefined);
  const results = collect(inOrder([1, 2, 3], 2, never, controller.signal));
  controller.abort(new Error('enough'));
  await expect(results).rejects.toThrow('enough');
  await expect(collect(inOrder([1], 2, never, controller.signal))).rejects.toThrow('enough');
});
