/**
 * Starts work on items and yields the results in the items' order, each as soon as it is there.
 *
 * At most `capacity` results are under way or waiting at once, so memory does not grow with the
 * number of items. The first failure ends it; results that nobody waits for are dropped. Where the
 * items themselves fail, the results of those before come first.
 *
 * @param signal ends it at once, with the signal's reason
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  capacity: number,
  start: (item: Item) => Promise<Result>,
  signal?: AbortSignal,
): AsyncGenerator<Result> {
  const underWay: Promise<Result>[] = [];
  for (const result of started(items, start, signal)) {
    // Not all are waited for where one fails; none of them may end the process.
    result.catch(() => undefined);
    underWay.push(result);
    if (underWay.length >= capacity) yield await orAborted(underWay.shift()!, signal);
  }
  while (underWay.length > 0) yield await orAborted(underWay.shift()!, signal);
}

/** Starts the items when they are asked for; a failure of theirs stands in the last one's place. */
function* started<Item, Result>(
  items: Iterable<Item>,
  start: (item: Item) => Promise<Result>,
  signal: AbortSignal | undefined,
): Generator<Promise<Result>> {
  try {
    for (const item of items) {
      signal?.throwIfAborted();
      yield start(item);
    }
  } catch (error) {
    const reason = error as Error;
    yield Promise.reject(reason);
  }
}

/** The promise, or the signal's reason where that comes first. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abort);
    });
  });
}
