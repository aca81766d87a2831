import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { newGate, shutGate } from '../../src/training/runGate';
import type { WorkerSettings } from '../../src/training/workerMessages';
import { root } from '../support/setup';

const file = join(root, 'src/dist/training/compiledWorker.js');
let thread: Worker | undefined;

afterEach(() => thread?.terminate());

test.each(['node', 'web', 'auto'] as const)(
  'a thread behind a shut gate does not begin to load ONNX Runtime for %s',
  async (runtime) => {
    const gate = newGate();
    expect(shutGate(gate)).toBe(true);
    thread = new Worker(file, { workerData: { runtime, gate } satisfies WorkerSettings });
    expect(await once(thread, 'exit')).toEqual([0]);
  },
);
