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
