import {
  isShared,
  noThreads,
  runAsThread,
  sharedBuffer,
  Thread,
} from '../../src/platform/browser/threads';
import type { ThreadSide } from '../../src/platform/browser/threads';

/* Here, as in a page that is not cross-origin isolated, a thread is the caller's own. */

type Side = ThreadSide<number[]>;

const threads: Thread[] = [];

afterEach(async () => {
  for (const thread of threads.splice(0)) await thread.terminate();
});

/** A thread with this program, and what it told. */
function started(main: (side: Side) => void, data: unknown = []) {
  const thread = new Thread({ path: 'none', load: () => Promise.resolve({ main }) }, { data });
  threads.push(thread);
  const told: unknown[][] = [];
  for (const event of ['message', 'error', 'terminate', 'exit']) {
    thread.on(event, (...values: unknown[]) => told.push([event, ...values]));
  }
  return { thread, told };
}

const turns = () => new Promise((done) => setTimeout(done, 20));

test('says why there is no more than one', () => {
  expect(noThreads).toMatch(/not cross-origin isolated/);
});

test('memory is shared without a copy', async () => {
  const numbers = new Int32Array(sharedBuffer(8));
  expect(isShared(numbers)).toBe(true);
  const data = [3, 4];
  const { thread, told } = started((side) => {
    side.listen((message) => {
      expect(side.data).toBe(data);
      (message as Int32Array).set(side.data);
      side.post('done');
    });
  }, data);
  thread.postMessage(numbers);
  await turns();
  expect(told).toEqual([['message', 'done']]);
  expect([...numbers]).toEqual(data);
});

test('each message is taken in a turn of its own, in their order', async () => {
  const order: unknown[] = [];
  const { thread } = started((side) => {
    side.listen((message) => {
      order.push(message);
      queueMicrotask(() => order.push(`after ${String(message)}`));
    });
  });
  thread.postMessage(1);
  thread.postMessage(2);
  order.push('posted');
  await turns();
  expect(order).toEqual(['posted', 1, 'after 1', 2, 'after 2']);
});

test('an error ends it, and what it holds is freed', async () => {
  const free = jest.fn(() => Promise.resolve());
  const problem = new Error('no more');
  const { thread, told } = started((side) => {
    side.atEnd(free);
    side.listen(() => {
      throw problem;
    });
  });
  thread.postMessage(1);
  thread.postMessage(2);
  await turns();
  expect(told).toEqual([
    ['error', problem],
    ['exit', 1],
  ]);
  expect(free).toHaveBeenCalledTimes(1);
});

test('a program that cannot be loaded is an error', async () => {
  const problem = new Error('not here');
  const thread = new Thread({ path: 'none', load: () => Promise.reject(problem) }, { data: [] });
  const errors: unknown[] = [];
  thread.on('error', (error: unknown) => errors.push(error));
  await turns();
  expect(errors).toEqual([problem]);
});

test('after its end it receives and sends nothing', async () => {
  let side: Side | undefined;
  const received: unknown[] = [];
  const { thread, told } = started((own) => {
    side = own;
    own.listen((message) => received.push(message));
  });
  await turns();
  thread.postMessage(1);
  expect(await thread.terminate()).toBe(1);
  thread.postMessage(2);
  side!.post('late');
  await turns();
  expect(received).toEqual([]);
  expect(told).toEqual([['terminate'], ['exit', 1]]);
});

test('a program does not start by itself in a thread that was not started for it', () => {
  const main = jest.fn();
  runAsThread(main);
  expect(main).not.toHaveBeenCalled();
});
