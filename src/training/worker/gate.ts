import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { OnnxRuntime } from './onnxRuntime';
import type { Runtime, WorkerSettings } from './messages';

/*
 * A thread must not be ended while ONNX Runtime's native code runs in it, its loading included: on
 * its way back the code finds no JavaScript to return to, and the whole process aborts. A gate in
 * shared memory tells whether it runs, and lets it run no more once it is shut.
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

  /** Runs native code. Where the gate is shut before or meanwhile, the thread ends instead. */
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
 * Shuts the gate. True if no native code runs or will run: the thread can be ended; where it is
 * false, the thread ends by itself when that code is done.
 */
export function shutGate(state: Int32Array): boolean {
  Atomics.store(state, shut, 1);
  return Atomics.load(state, running) === 0;
}

/** Waits, for some seconds at most, until no native code runs behind a gate that was shut. */
export function awaitGate(state: Int32Array): void {
  Atomics.wait(state, running, 1, 10_000);
}

/** ONNX Runtime in a thread that may be ended: its native code runs behind the gate, all of it. */
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

/** The gates of all threads that are alive: the end of the process waits for what runs in them. */
const openGates = new Set<Int32Array>();
process.on('exit', () => {
  for (const gate of openGates) shutGate(gate);
  for (const gate of openGates) awaitGate(gate);
});

/** A thread that ends only where no native code runs in it, whoever terminates it. */
export class GatedWorker extends Worker {
  readonly #gate: Int32Array;

  constructor(file: string, runtime: Runtime | 'auto') {
    const gate = newGate();
    super(file, {
      workerData: { runtime, gate } satisfies WorkerSettings,
      execArgv: [],
      // What a thread allocates in JavaScript is small and soon garbage.
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    });
    this.#gate = gate;
    openGates.add(gate);
    for (const end of ['error', 'exit']) this.on(end, () => openGates.delete(gate));
  }

  /**
   * Ends the thread: at once, or when the native code that runs in it is done. Emits `terminate`
   * first, so that nobody waits for that code's results.
   */
  override async terminate(): Promise<number> {
    this.emit('terminate');
    if (!openGates.has(this.#gate) || shutGate(this.#gate)) return super.terminate();
    const [code] = (await once(this, 'exit')) as [number];
    return code;
  }
}
