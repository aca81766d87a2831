import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Tensor } from 'onnxruntime-node';
import { CompiledProgram } from '../../../src/training/worker/program';
import { newGate, RunGate, shutGate } from '../../../src/platform/gate';
import { gatedRuntime } from '../../../src/training/worker/gatedRuntime';
import type { WorkerSettings } from '../../../src/training/worker/messages';
import { root } from '../../support/setup';

const file = join(root, 'src/dist/training/worker/worker.js');
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

test('ONNX Runtime is loaded, and a session is created, run and released, behind the gate', async () => {
  const gate = newGate();
  const seen: string[] = [];
  const native = <T>(what: string, result: T): Promise<T> => {
    seen.push(`${what}: ${gate.join(' ')}`);
    return Promise.resolve(result);
  };
  const session = {
    inputNames: [],
    outputNames: [],
    inputMetadata: [],
    run: () => native('run', {}),
    release: () => native('release', undefined),
  };
  const onnx = {
    runtime: 'node' as const,
    Tensor,
    writesInPlace: true,
    session: () => native('make', session),
  };
  const program = await CompiledProgram.create(
    await gatedRuntime(() => native('load', onnx), new RunGate(gate)),
    {
      id: 0,
      bytes: new Uint8Array(0),
      batchSize: 1,
      features: 'uint8',
      threshold: 0,
      scaled: false,
      variables: [],
      slots: [],
    },
  );
  await program.run();
  await program.release();
  expect(seen).toEqual(['load: 1 0', 'make: 1 0', 'run: 1 0', 'release: 1 0']);
  expect(gate.join(' ')).toBe('0 0');
});
