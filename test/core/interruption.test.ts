import {
  afterRound,
  cellSignal,
  InterruptedError,
  isInterruption,
  resultsAfter,
} from '../../src/core/interruption';
import { interruptCell, withCell } from '../support/runningCell';

test('outside a notebook there is no signal', () => {
  expect(cellSignal()).toBeUndefined();
});

test('in a notebook it is the running cell’s', async () => {
  await withCell((controller) => {
    expect(cellSignal()).toBe(controller.signal);
    return Promise.resolve();
  });
  expect(cellSignal()).toBeUndefined();
});

test('an interruption says which round was the last; other errors stay as they are', async () => {
  await withCell((controller) => {
    interruptCell(controller);
    const reason = controller.signal.reason as Error;
    expect(isInterruption(reason)).toBe(true);
    expect(afterRound(reason, 3)).toMatchObject({
      name: 'InterruptedError',
      round: 3,
      message: 'interrupted after round 3',
    });
    const aborted = Object.assign(new Error('The operation was aborted'), { name: 'AbortError' });
    expect(afterRound(aborted, 3)).toBe(aborted);
    const caused = Object.assign(new Error('aborted', { cause: reason }), { name: 'AbortError' });
    expect(afterRound(caused, 4)).toBeInstanceOf(InterruptedError);
    return Promise.resolve();
  });
  const other = new RangeError('no');
  expect(afterRound(other, 3)).toBe(other);
  const known = new InterruptedError(2);
  expect(afterRound(known, 3)).toBe(known);
});

test('results pass through until the work is interrupted', async () => {
  await withCell(async (controller) => {
    async function* work(): AsyncGenerator<number> {
      yield 1;
      await Promise.resolve();
      yield 2;
      interruptCell(controller);
      controller.signal.throwIfAborted();
    }
    const seen: number[] = [];
    const all = async (): Promise<void> => {
      for await (const result of resultsAfter(7, work())) seen.push(result);
    };
    await expect(all()).rejects.toThrow(/^interrupted after round 7$/);
    expect(seen).toEqual([1, 2]);
  });
});
