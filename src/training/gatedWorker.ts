import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { awaitGate, newGate, shutGate } from './runGate';
import type { Runtime, WorkerSettings } from './workerMessages';

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
