import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { OnnxRuntime } from './onnxRuntime';
import type { Runtime, WorkerSettings } from './messages';

/*
 * A thread must not be ended while ONNX Runtime's native code runs in it, its loading included: the
 * code then finds no JavaScript to return to, and the whole process aborts. A gate in shared memory
 * tells whether native code is running, and keeps it from running again once shut.
 */

const running = 0;
const shut = 1;

/** The memory that both sides of a gate share. */
export function newGate(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
}

/** The thread's side. */
export class RunGate {
  readonly #state: Int32Array;

  constructor(state: Int32Array) {
    this.#state = state;
  }

  /** Runs native code. If the gate is shut before or in the meantime, the thread ends instead. */
  async pass<T>(body: () => Promise<T>): Promise<T> {
    Atomics.store(this.#state, running, 1);
    try {
      this.#endIfShut();
      return await body();
    } finally {
      Atomics.store(this.#state, running, 0);
      Atomics.notify(this.#state, running);
      this.#endIfShut();
    }
  }

  #endIfShut(): void {
    if (Atomics.load(this.#state, shut) === 0) return;
    Atomics.store(this.#state, running, 0);
    Atomics.notify(this.#state, running);
    process.exit();
  }
}

/**
 * Shuts the gate. Returns true if no native code runs or will run, so that the thread can be ended;
 * otherwise the thread ends by itself when that code is done.
 */
export function shutGate(state: Int32Array): boolean {
  Atomics.store(state, shut, 1);
  return Atomics.load(state, running) === 0;
}

/** Waits, for a few seconds at most, until no native code runs behind a shut gate. */
function awaitGate(state: Int32Array): void {
  Atomics.wait(state, running, 1, 10_000);
}

/** ONNX Runtime in a thread that may be ended: all of its native code runs behind the gate. */
export async function gatedRuntime(
  load: () => Promise<OnnxRuntime>,
  gate: RunGate,
): Promise<OnnxRuntime> {
  const onnx = await gate.pass(load);
  return {
    ...onnx,
    async session(bytes) {
      const session = await gate.pass(() => onnx.session(bytes));
      const { inputNames, outputNames, inputMetadata } = session;
      return {
        inputNames,
        outputNames,
        inputMetadata,
        run: (feeds, fetches) => gate.pass(() => session.run(feeds, fetches)),
        release: () => gate.pass(() => session.release()),
      };
    },
  };
}

/** The gates of all live threads: the process waits for their native code before it exits. */
const openGates = new Set<Int32Array>();
process.on('exit', () => {
  for (const gate of openGates) shutGate(gate);
  for (const gate of openGates) awaitGate(gate);
});

/** A thread that never ends while native code runs in it, whoever terminates it. */
export class GatedWorker extends Worker {
  readonly #gate: Int32Array;

  constructor(file: string, runtime: Runtime | 'auto') {
    const gate = newGate();
    super(file, {
      workerData: { runtime, gate } satisfies WorkerSettings,
      execArgv: [],
      // A thread allocates little in JavaScript, and it soon becomes garbage.
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    });
    this.#gate = gate;
    openGates.add(gate);
    for (const end of ['error', 'exit']) this.on(end, () => openGates.delete(gate));
  }

  /**
   * Ends the thread: immediately, or when the native code running in it is done. Emits `terminate`
   * first, so that nothing waits for that code's results.
   */
  override async terminate(): Promise<number> {
    this.emit('terminate');
    if (!openGates.has(this.#gate) || shutGate(this.#gate)) return super.terminate();
    const [code] = (await once(this, 'exit')) as [number];
    return code;
  }
}
