/** Where the library finds the AbortSignal of the cell that runs: `globalThis[signalKey]`. */
const signalKey = Symbol.for('federated.interruption');

/** How long an interrupted cell may take to end by itself, before the kernel stops waiting. */
const graceMilliseconds = 2000;

/** The reason of an interruption. The library knows it by its name. */
class CellInterrupted extends Error {
  override readonly name = 'InterruptedError';

  constructor() {
    super('interrupted');
  }
}

/** Ends cells on request: asks the cell's work to stop, and gives it up if it does not. */
export interface Interruption {
  /** Waits for a cell's work; rejects with the reason if it was interrupted and does not end. */
  during<Result>(start: () => Promise<Result>): Promise<Result>;
  /** Interrupts the cell that runs. */
  interrupt(): void;
}

export function createInterruption(): Interruption {
  let controller = new AbortController();
  let giveUp = (): void => undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    async during(start) {
      controller = new AbortController();
      const { signal } = controller;
      (globalThis as { [signalKey]?: AbortSignal })[signalKey] = signal;
      const givenUp = new Promise<never>((_resolve, reject) => {
        giveUp = () => {
          reject(signal.reason as Error);
        };
      });
      try {
        return await Promise.race([start(), givenUp]);
      } finally {
        clearTimeout(timer);
        giveUp = () => undefined;
      }
    },
    interrupt() {
      controller.abort(new CellInterrupted());
      clearTimeout(timer);
      timer = setTimeout(() => {
        giveUp();
      }, graceMilliseconds);
    },
  };
}
