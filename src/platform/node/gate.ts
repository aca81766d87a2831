/*
 * A thread must not be ended while native code runs in it, the loading of that code included: it then
 * finds no JavaScript to return to, and the whole process aborts. A gate in shared memory tells whether
 * native code is running, and keeps it from running again once shut.
 */
import { once } from 'node:events';
import { Thread } from './threads';
import type { ThreadModule, ThreadOptions } from './threads';

/** The memory that both sides of a gate share. */
export type Gate = Int32Array;

const running = 0;
const shut = 1;

/** An open gate. */
export function newGate(): Gate {
  return new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
}

/** The thread's side. */
export class RunGate {
  readonly #state: Gate;

  constructor(state: Gate) {
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
export function shutGate(state: Gate): boolean {
  Atomics.store(state, shut, 1);
  return Atomics.load(state, running) === 0;
}

/** Waits, for a few seconds at most, until no native code runs behind a shut gate. */
function awaitGate(state: Gate): void {
  Atomics.wait(state, running, 1, 10_000);
}

/** The gates of all live threads: the process waits for their native code before it exits. */
const openGates = new Set<Gate>();
process.on('exit', () => {
  for (const gate of openGates) shutGate(gate);
  for (const gate of openGates) awaitGate(gate);
});

/** A thread that never ends while native code runs in it, whoever terminates it. */
export class GatedThread extends Thread {
  readonly #gate: Gate;

  /** The thread finds the gate as the `gate` of its data. */
  constructor(
    module: ThreadModule,
    { data, ...options }: ThreadOptions & { readonly data: object },
  ) {
    const gate = newGate();
    super(module, { ...options, data: { ...data, gate } });
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
