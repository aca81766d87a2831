/** Which cells wait for the kernel, and which one it runs. */
export interface CellQueue {
  readonly running: number | undefined;
  readonly waiting: readonly number[];
  /** Adds cells that do not wait already, and starts the first if the kernel is free. */
  add(cells: readonly number[]): void;
  /** The running cell has ended; after a failure nothing that waits is run. Returns what was dropped. */
  ended(ok: boolean): readonly number[];
  /** Drops all, also the running one. Returns what waited. */
  clear(): readonly number[];
}

/** @param run sends a cell to the kernel */
export function createCellQueue(run: (cell: number) => void): CellQueue {
  let running: number | undefined;
  let waiting: number[] = [];
  const next = (): void => {
    if (running !== undefined) return;
    running = waiting.shift();
    if (running !== undefined) run(running);
  };
  return {
    get running() {
      return running;
    },
    get waiting() {
      return waiting;
    },
    add(cells) {
      waiting.push(...cells.filter((cell) => !waiting.includes(cell)));
      next();
    },
    ended(ok) {
      running = undefined;
      const dropped = ok ? [] : waiting.splice(0);
      next();
      return dropped;
    },
    clear() {
      const dropped = waiting;
      running = undefined;
      waiting = [];
      return dropped;
    },
  };
}
