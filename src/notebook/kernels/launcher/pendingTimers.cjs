'use strict';

/**
 * The timers of TypeScript's watcher, which must not fire by themselves: tslab lets it rebuild when
 * it has the next cell's text. When a file under node_modules changes there are several: one to look
 * up modules again, one to rebuild the program, and the first may set the second.
 */
class PendingTimers {
  #timers = new Map();
  #last = 0;

  set(callback) {
    this.#timers.set(++this.#last, callback);
    return this.#last;
  }

  clear(timer) {
    this.#timers.delete(timer);
  }

  /** Runs all timers, also those that they set, until none is left. */
  callback() {
    while (this.#timers.size > 0) {
      const [[timer, callback]] = this.#timers;
      this.#timers.delete(timer);
      callback();
    }
  }
}

module.exports = { PendingTimers };
