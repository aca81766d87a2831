import { FederatedError } from './errors';

/** Where a notebook's kernel keeps the signal of the cell that runs; it is new for each cell. */
const signalKey = Symbol.for('federated.interruption');

/**
 * The signal of the running notebook cell, which is aborted when the reader interrupts the kernel;
 * undefined outside a notebook. It is the default wherever long work takes an optional signal, so
 * that nothing goes on in the background of an interrupted cell.
 */
export function cellSignal(): AbortSignal | undefined {
  const signal = (globalThis as Record<symbol, unknown>)[signalKey];
  return signal instanceof AbortSignal ? signal : undefined;
}

/** Rounds that the reader of a notebook has interrupted. */
export class InterruptedError extends FederatedError {
  override readonly name = 'InterruptedError';

  /**
   * @param round the last complete round, 0 if none is
   * @param note what to do next
   */
  constructor(
    readonly round: number,
    note?: string,
    options?: ErrorOptions,
  ) {
    super(`interrupted after round ${round}${note === undefined ? '' : `; ${note}`}`, options);
  }
}

/** Whether an error is the reason of an interrupted cell, or follows from it. */
export function isInterruption(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  // The kernel's own error has this name, too, but not this library's class.
  if (error.name === 'InterruptedError') return true;
  return error.name === 'AbortError' && isInterruption(error.cause);
}

/**
 * An error for rethrowing: an interruption says which round was the last complete one; any other
 * error stays as it is.
 */
export function afterRound(error: unknown, round: number): Error {
  if (!isInterruption(error) || error instanceof InterruptedError) return error as Error;
  return new InterruptedError(round);
}

/** The results of a round's work; an interruption of it says that `round` was the last complete one. */
export async function* resultsAfter<Result>(
  round: number,
  results: AsyncIterable<Result>,
): AsyncGenerator<Result, void, undefined> {
  try {
    yield* results;
  } catch (error) {
    throw afterRound(error, round);
  }
}
