/**
 * Starts work on items and yields the results in the items' order, each as soon as possible.
 *
 * At most `capacity` results are in progress or waiting at any time, so memory does not grow with
 * the number of items. The first failure ends the iteration; results still in progress are dropped.
 * If the iteration over the items fails, the results of the items before come first.
 *
 * @param signal ends the iteration immediately, with the signal's reason
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  capacity: number,
  start: (item: Item) => Promise<Result>,
  signal?: AbortSignal,
): AsyncGenerator<Result> {
  const underWay: Promise<Result>[] = [];
  for (const result of started(items, start, signal)) {
    // After a failure the others are not awaited; their rejections must not end the process.
    result.catch(() => undefined);
    underWay.push(result);
    if (underWay.length >= capacity) yield await orAborted(underWay.shift()!, signal);
  }
  while (underWay.length > 0) yield await orAborted(underWay.shift()!, signal);
}

/** Starts the items on demand; an error of the items becomes the last result. */
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

/** The promise, or the signal's reason if that comes first. */
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
