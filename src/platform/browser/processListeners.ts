/** The process's listeners for uncaught errors: a page has none. */
import type * as node from '../node/processListeners';

/** Runs `start`. */
export const withoutListenersOf: typeof node.withoutListenersOf = (_folder, start) => start();

/** Runs `body`. */
export const keepingListeners: typeof node.keepingListeners = (body) => {
  body();
};
